/** Programs as those write them who use the client library, checked by the compiler. */
import project from "../../deno.json" with { type: "json" };
import { PACKAGE_ENTRIES } from "../../tools/package_entries.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const DEADLINE = 120_000;

/** Our sources by the names of the package's entries. */
const ENTRIES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PACKAGE_ENTRIES).map(([name, file]) => [
    `boardcast${name.slice(1)}`,
    `${ROOT}src/client/${file}.ts`,
  ]),
);

/** A temporary folder in which the package's names stand for our sources. Disposing removes it. */
export class Workshop implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes one with these files. */
  static async with(files: Readonly<Record<string, string>>): Promise<Workshop> {
    const workshop = new Workshop(await Deno.makeTempDir({ prefix: "boardcast-workshop-" }));
    const imports = {
      ...project.imports,
      "react/jsx-runtime": `${project.imports.react}/jsx-runtime`,
      ...ENTRIES,
    };
    const jsx = { jsx: "react-jsx", jsxImportSource: "react", jsxImportSourceTypes: "@types/react" };
    const compilerOptions = { ...project.compilerOptions, ...jsx };
    const config = JSON.stringify({ imports, compilerOptions, nodeModulesDir: "none" });
    for (const [name, text] of Object.entries({ ...files, "deno.json": config })) {
      await Deno.writeTextFile(`${workshop.path}/${name}`, text);
    }
    return workshop;
  }

  /** What the compiler has against `files`; nothing if they are in order. */
  async mistakes(...files: string[]): Promise<string> {
    const { success, stderr } = await this.deno("check", "--no-lock", "--quiet", ...files);
    return success ? "" : stderr || "it failed without a word";
  }

  /** Runs Deno in the folder. */
  async deno(...args: string[]): Promise<{ success: boolean; stdout: string; stderr: string }> {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: this.path,
      env: { NO_COLOR: "1" },
      signal: AbortSignal.timeout(DEADLINE),
    }).output();
    const text = new TextDecoder();
    return { success, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
