import { UsageError } from "./failure.ts";

const ENTER = ["\r", "\n"];
const ERASE = ["\x7f", "\b"];
const ERASE_LINE = "\x15";
/** Ctrl-C and Ctrl-D. */
const CANCEL = ["\x03", "\x04"];

/** A password from standard input, or asked for at the terminal without showing it. Never from the command line. */
export async function askPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return (await new Response(Deno.stdin.readable).text()).split(/\r?\n/)[0]!;
  if (!Deno.stdin.isTerminal()) throw new UsageError("There is no terminal to ask at: use --password-stdin");
  const keys = keysPressed();
  const password = askHidden("Password: ", keys);
  if (password !== askHidden("Again: ", keys)) throw new UsageError("The two passwords differ");
  return password;
}

function askHidden(question: string, keys: Iterator<string>): string {
  const write = (text: string) => Deno.stderr.writeSync(new TextEncoder().encode(text));
  Deno.stdin.setRaw(true);
  write(question);
  try {
    return readHidden(keys);
  } finally {
    Deno.stdin.setRaw(false);
    write("\n");
  }
}

function readHidden(keys: Iterator<string>): string {
  const text: string[] = [];
  for (;;) {
    const { value: key, done } = keys.next();
    if (done || CANCEL.includes(key)) throw new Error("Interrupted");
    if (ENTER.includes(key)) return text.join("");
    if (ERASE.includes(key)) text.pop();
    else if (key === ERASE_LINE) text.length = 0;
    else text.push(key);
  }
}

/** One character at a time; what was typed ahead waits for the next question. */
function* keysPressed(): Generator<string> {
  const decoder = new TextDecoder();
  const bytes = new Uint8Array(64);
  for (;;) {
    const count = Deno.stdin.readSync(bytes);
    if (count === null) return;
    yield* decoder.decode(bytes.subarray(0, count), { stream: true });
  }
}
