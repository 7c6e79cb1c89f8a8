const encoder = new TextEncoder();

/** Prints a line of what a command was asked for to standard output. */
export function print(line: string): void {
  writeOut(`${line}\n`);
}

/** Prints a line about what went wrong to standard error. */
export function printError(line: string): void {
  writeError(`${line}\n`);
}

/** Writes `text` as it is to standard output. @throws Deno.errors.BrokenPipe when nobody reads it any more */
export function writeOut(text: string): void {
  writeAll(Deno.stdout, text);
}

/** Writes `text` as it is to standard error. @throws Deno.errors.BrokenPipe when nobody reads it any more */
export function writeError(text: string): void {
  writeAll(Deno.stderr, text);
}

/** A pipe may take less than it is given. */
function writeAll(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  for (let done = 0; done < bytes.length;) done += to.writeSync(bytes.subarray(done));
}
