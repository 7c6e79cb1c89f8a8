/** docs/client.md: its blocks of code, and what it says that they print or show. */
import assert from "node:assert/strict";

const PATH = new URL("../../docs/client.md", import.meta.url);

/** A block of code. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** As it is called in its first line, or by its place in the document. */
  readonly file: string;
  /** The lines that it prints or shows when it runs; `null` for one that is not run. */
  readonly shows: readonly string[] | null;
}

/** All blocks of the document, in their order. */
export async function readBlocks(): Promise<Block[]> {
  const text = await Deno.readTextFile(PATH);
  const found = [...text.matchAll(/^```(\w+)( runs)?\n(.*?)^```$/gms)];
  return found.map(([, language, runs, code], at) => {
    const [, file = `block_${at}.${language}`] = /^\/\/ (\w+\.tsx?)\n/.exec(code!) ?? [];
    const [, after, , output] = found[at + 1] ?? [];
    if (runs) assert.equal(after, "text", `it is not said what this prints:\n${code}`);
    return { language: language!, code: code!, file, shows: runs ? output!.trimEnd().split("\n") : null };
  });
}

/** The blocks that a compiler reads. */
export function programs(blocks: readonly Block[]): Block[] {
  return blocks.filter(({ language }) => language === "ts" || language === "tsx");
}

/** The only block in `language`. */
export function only(blocks: readonly Block[], language: string): string {
  const found = blocks.filter((block) => block.language === language);
  assert.equal(found.length, 1, `${found.length} blocks of ${language}`);
  return found[0]!.code;
}
