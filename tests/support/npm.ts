/** Projects of npm in temporary folders. What is downloaded stays in `dist/cache` for the next time. */
import assert from "node:assert/strict";

const CACHE = new URL("../../dist/cache/", import.meta.url).pathname;
const DEADLINE = 60_000;
/** The library needs a Node that has WebSockets. */
const NODE = 22;

/** A folder with a `package.json`. Disposing removes it. */
export class NpmProject implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes one with these files, and installs `packages` as anybody would. */
  static async with(
    files: Readonly<Record<string, string>>,
    packages: readonly string[],
  ): Promise<NpmProject> {
    const project = new NpmProject(await Deno.makeTempDir({ prefix: "boardcast-npm-" }));
    const manifest = JSON.stringify({ name: "fresh", version: "1.0.0", private: true, type: "module" });
    for (const [name, text] of Object.entries({ "package.json": manifest, ...files })) {
      await project.write(name, text);
    }
    await project.install(...packages);
    return project;
  }

  async write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(`${this.path}/${name}`, text);
  }

  /** Installs further packages. No script of theirs is run. */
  async install(...packages: string[]): Promise<void> {
    await this.run(
      "npm",
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      ...packages,
    );
  }

  /** Runs a program to its end; what it printed. Fails if that fails. */
  async run(program: string, ...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      cwd: this.path,
      env: { NO_COLOR: "1", npm_config_cache: `${CACHE}npm`, npm_config_update_notifier: "false" },
      signal: AbortSignal.timeout(DEADLINE),
    }).output();
    const text = new TextDecoder();
    const printed = text.decode(stdout);
    assert.ok(success, `${program} ${args.join(" ")} failed:\n${printed}${text.decode(stderr)}`);
    return printed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** A Node that is new enough: this machine's, or one from npm. */
export async function newNode(): Promise<string> {
  if (await majorOf("node") >= NODE) return "node";
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const name = `node-${Deno.build.os}-${arch}`;
  const path = `${CACHE}node/node_modules/${name}/bin/node`;
  if (await majorOf(path) >= NODE) return path;
  await Deno.mkdir(`${CACHE}node`, { recursive: true });
  await using project = await NpmProject.with({}, []);
  await project.run(
    "npm",
    "install",
    "--no-audit",
    "--no-fund",
    "--prefix",
    `${CACHE}node`,
    `${name}@${NODE}`,
  );
  return path;
}

async function majorOf(program: string): Promise<number> {
  try {
    const { stdout } = await new Deno.Command(program, { args: ["--version"] }).output();
    return Number(/^v(\d+)/.exec(new TextDecoder().decode(stdout))?.[1] ?? 0);
  } catch {
    // There is none.
    return 0;
  }
}
