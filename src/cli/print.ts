const encoder = new TextEncoder();

/** Prints a line of what a command was asked for to standard output. */
export function print(line: string): void {
  writeAll(Deno.stdout, line);
}

/** Prints a line about what went wrong to standard error. */
export function printError(line: string): void {
  writeAll(Deno.stderr, line);
}

/** A pipe may take less than it is given. */
function writeAll(to: { writeSync(bytes: Uint8Array): number }, line: string): void {
  const bytes = encoder.encode(`${line}\n`);
  for (let done = 0; done < bytes.length;) done += to.writeSync(bytes.subarray(done));
}
