import type { Export } from "./exports.tsx";

/** Has the browser save what `exported` is at this moment, under the name of {@link fileName}. */
export async function saveExport(exported: Export, board: string): Promise<void> {
  const address = URL.createObjectURL(await exported.file());
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(exported, board, Date.now());
  link.click();
  // By then the browser has begun to read it, in ms.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** `machines-temperatures-2026-11-30T14-05-12Z.csv`; `now` in ms since 1970. */
export function fileName(
  { name, format }: Pick<Export, "name" | "format">,
  board: string,
  now: number,
): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(":", "-");
  return `${board}-${name}-${time}Z.${format}`;
}
