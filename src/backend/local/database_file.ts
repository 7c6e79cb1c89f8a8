import { StorageError } from "../backend.ts";

/** The file of a database: for its owner's eyes only, and watched, because SQLite goes on writing to a deleted one. */
export class DatabaseFile {
  readonly #path: string;
  readonly #inode: number | null;

  /** Makes the file if it is not there. SQLite gives the files beside it the same mode. */
  constructor(path: string) {
    this.#path = path;
    Deno.openSync(path, { create: true, append: true, mode: 0o600 }).close();
    this.#inode = Deno.statSync(path).ino;
  }

  /** @throws StorageError when the file is not there any more: what is written would be lost. */
  check(): void {
    if (this.#currentInode() === this.#inode) return;
    throw new StorageError(`the file "${this.#path}" has been removed or replaced; restart the server`);
  }

  #currentInode(): number | null | undefined {
    try {
      return Deno.statSync(this.#path).ino;
    } catch {
      return undefined;
    }
  }
}
