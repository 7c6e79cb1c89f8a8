import { UsageError } from "./failure.ts";

const ENTER = ["\r", "\n", "\x04"];
const ERASE = ["\x7f", "\b"];
const INTERRUPT = "\x03";

/** A password from standard input, or asked for at the terminal without showing it. Never from the command line. */
export async function askPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return (await new Response(Deno.stdin.readable).text()).split(/\r?\n/)[0]!;
  if (!Deno.stdin.isTerminal()) throw new UsageError("There is no terminal to ask at: use --password-stdin");
  const password = askHidden("Password: ");
  if (password !== askHidden("Again: ")) throw new UsageError("The two passwords differ");
  return password;
}

function askHidden(question: string): string {
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  write(question);
  Deno.stdin.setRaw(true);
  try {
    return readHidden();
  } finally {
    Deno.stdin.setRaw(false);
    write("\n");
  }
}

function readHidden(): string {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(64);
  let text = "";
  for (;;) {
    const count = Deno.stdin.readSync(bytes);
    for (const character of decoder.decode(bytes.subarray(0, count ?? 0), { stream: true })) {
      if (ENTER.includes(character)) return text;
      if (character === INTERRUPT) throw new UsageError("Interrupted");
      text = ERASE.includes(character) ? text.slice(0, -1) : text + character;
    }
    if (count === null) return text;
  }
}
