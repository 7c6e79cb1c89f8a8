/** The npm package of the client library, as somebody else installs it: from the tarball, into a project of their own. */
import assert from "node:assert/strict";
import { startBoardcast } from "./support/boardcast.ts";
import { publish } from "./support/http_client.ts";
import { newNode, NpmProject } from "./support/npm.ts";
import { Child } from "./cli/child.ts";
import { PACKAGE_ENTRIES } from "../tools/package_entries.ts";
import { checkClientSize } from "../tools/client_size.ts";
import project from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url).pathname;

/** The tarball of the package, in a folder of its own. Disposing removes it. */
class Tarball implements AsyncDisposable {
  readonly folder: string;
  readonly file: string;
  readonly names: readonly string[];

  private constructor(folder: string, file: string, names: readonly string[]) {
    this.folder = folder;
    this.file = file;
    this.names = names;
  }

  static async make(): Promise<Tarball> {
    const folder = await Deno.makeTempDir({ prefix: "boardcast-tarball-" });
    const run = async (program: string, ...args: string[]) => {
      const signal = AbortSignal.timeout(60_000);
      const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: ROOT, signal })
        .output();
      assert.ok(success, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    const made = await run(Deno.execPath(), "run", "-q", "-P=tools", "tools/package.ts", `${folder}/npm`);
    assert.match(made, /its core \d+ bytes gzipped/);
    const packed = await run("npm", "pack", "--json", "--pack-destination", folder, `${folder}/npm`);
    // npm 11 prints a list, npm 12 a table by name.
    const [{ filename, files }] = Object.values(JSON.parse(packed)) as [Packed];
    return new Tarball(folder, `${folder}/${filename}`, files.map(({ path }) => path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const FOLLOW = `import { BoardClient } from "boardcast";
const client = new BoardClient(process.argv[2] + "/ws/trading/");
client.on("$status", ({ name }) => console.log("status " + name));
client.on("price_update", ({ symbol, data }) => {
  console.log(symbol + " " + data.bid);
  client.disconnect();
});
client.connect();
`;

const TYPED = `import { BoardClient, BoardError, type Status, type TradingEvents } from "boardcast";
import { WebSocketService } from "boardcast/dropins/websocket_service";

const client = new BoardClient<TradingEvents>("ws://localhost/ws/trading/", { token: async () => "t", join: ["a"] });
client.on("price_update", ({ symbol, data }) => console.log(symbol.length + (data.bid ?? 0)));
client.on("$gap", ({ cause }) => cause === "trimmed");
const status: Status["name"] = client.status.name;
// @ts-expect-error -- there is no such event
client.on("price", () => {});
// @ts-expect-error -- a symbol is no number
client.on("price_update", ({ symbol }) => symbol * 2);
export const rest = [status, BoardError, new WebSocketService("ws://localhost/ws/dashboard")];
`;

const PAGE = `import { createRoot } from "react-dom/client";
import { BoardProvider, boardHooks } from "boardcast/react";
import type { TradingEvents } from "boardcast";
const { useLatest } = boardHooks<TradingEvents>();
function Price() {
  return <p>{useLatest("price_update", "EURUSD")?.data.bid}</p>;
}
createRoot(document.body).render(<BoardProvider board="trading"><Price /></BoardProvider>);
`;

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name);
}

/** The compiler with all checks, those of the package's own declarations included. */
function tsconfig(module: string, more: Record<string, unknown> = {}): string {
  const target = { target: "es2022", lib: ["esnext", "dom"], module, noEmit: true, strict: true };
  return JSON.stringify({
    compilerOptions: {
      ...target,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      types: ["node"],
      ...more,
    },
    include: ["*.ts", "*.tsx"],
  });
}

Deno.test("the npm package serves projects that are not ours", async (t) => {
  await using tarball = await Tarball.make();

  await t.step("it holds modules, declarations, README and licence, and nothing of the tests", () => {
    const { names } = tarball;
    for (const file of Object.values(PACKAGE_ENTRIES)) {
      for (const end of ["js", "d.ts", "js.map"]) assert.ok(names.includes(`client/${file}.${end}`), file);
    }
    for (const name of ["package.json", "README.md", "LICENSE"]) assert.ok(names.includes(name), name);
    assert.deepEqual(names.filter((name) => /_test|(?<!\.d)\.ts$/.test(name)), []);
  });

  await t.step("it needs nothing of a browser that some still lack", async () => {
    for (const name of tarball.names.filter((name) => name.endsWith(".js"))) {
      // What `using` is compiled to throws where there is no Symbol.dispose.
      assert.doesNotMatch(
        await Deno.readTextFile(`${tarball.folder}/npm/${name}`),
        /Symbol\.dispose is not defined|\busing \w+ =/,
        name,
      );
    }
  });

  await t.step("a fresh Node project follows a server, without any other package", async () => {
    await using server = await startBoardcast();
    await using fresh = await NpmProject.with({ "follow.js": FOLLOW }, [tarball.file]);
    const manifest = JSON.parse(
      await Deno.readTextFile(`${fresh.path}/node_modules/boardcast/package.json`),
    );
    const { version, license, sideEffects, dependencies } = manifest;
    assert.deepEqual([version, license, sideEffects, dependencies], [
      project.version,
      "MIT",
      false,
      undefined,
    ]);
    const installed = await namesIn(`${fresh.path}/node_modules`);
    assert.deepEqual(installed.filter((name) => !name.startsWith(".")), ["boardcast"]);
    await using child = new Child([await newNode(), `${fresh.path}/follow.js`, server.wsUrl]);
    await child.printed(/status live/);
    await publish(server, "trading_updates", { type: "price_update", symbol: "EURUSD", data: { bid: 1.5 } });
    const { code, stdout } = await child.ended();
    assert.equal(code, 0);
    assert.match(stdout, /EURUSD 1\.5\nstatus closed\n$/);
  });

  await t.step("a fresh Vite project is type-checked, and takes only what it imports", async (t) => {
    const packages = ["vite@8", "typescript@7", "react@19", "react-dom@19", "@tanstack/react-query@5"];
    const types = ["@types/node@22", "@types/react@19", "@types/react-dom@19"];
    await using fresh = await NpmProject.with({
      "typed.ts": TYPED,
      "page.tsx": PAGE,
      "every.ts": Object.keys(PACKAGE_ENTRIES).map((name, at) =>
        `export * as entry${at} from "boardcast${name.slice(1)}";`
      ).join("\n"),
      "tsconfig.json": tsconfig("nodenext", { jsx: "react-jsx" }),
      "core.ts": 'import { BoardClient } from "boardcast";\nnew BoardClient("/ws/trading/").connect();\n',
      "unused.ts":
        'import { BoardClient } from "boardcast";\nimport { useBoard } from "boardcast/react";\nimport { boardQuery } from "boardcast/query";\nnew BoardClient("/ws/trading/").connect();\n',
      "error.ts":
        'import { BoardError } from "boardcast";\nconsole.log(new BoardError("disconnected", "x"));\n',
    }, [tarball.file, ...packages, ...types]);
    const build = async (script: string) => {
      const html = `<!doctype html><title>x</title><body><script type="module" src="/${script}"></script>`;
      await fresh.write("index.html", html);
      await fresh.run(await newNode(), "node_modules/vite/bin/vite.js", "build", "--logLevel", "error");
      const folder = `${fresh.path}/dist/assets`;
      const names = (await namesIn(folder)).filter((name) => name.endsWith(".js"));
      const scripts = await Promise.all(names.map((name) => Deno.readTextFile(`${folder}/${name}`)));
      return scripts.join("\n");
    };

    await t.step("tsc has nothing against it, neither as Node resolves nor as bundlers do", async () => {
      await fresh.run("node", "node_modules/typescript/bin/tsc", "-p", ".");
      await fresh.write(
        "tsconfig.json",
        tsconfig("esnext", { moduleResolution: "bundler", jsx: "react-jsx" }),
      );
      await fresh.run("node", "node_modules/typescript/bin/tsc", "-p", ".");
    });

    await t.step("a page with the hooks has React and the client", async () => {
      const script = await build("page.tsx");
      assert.match(script, /react\.dev|Symbol\.for\([`"']react\./);
      assert.match(script, /boardcast\.v1/);
    });

    await t.step(
      "a page without them has the client alone, whatever it imports and does not use",
      async () => {
        const script = await build("core.ts");
        assert.match(script, /boardcast\.v1/);
        assert.doesNotMatch(script, /react/i);
        assert.equal(await build("unused.ts"), script);
        const { size } = await checkClientSize();
        const zipped = new Blob([script]).stream().pipeThrough(new CompressionStream("gzip"));
        const { length } = await new Response(zipped).bytes();
        assert.ok(length < size * 1.2, `${length} bytes, the core itself has ${size}`);
      },
    );

    await t.step("a page that needs only the error has only that", async () => {
      const script = await build("error.ts");
      assert.doesNotMatch(script, /boardcast\.v1|WebSocket/);
    });
  });
});

Deno.test("what is over 6 KB gzipped is said to be too large", async () => {
  assert.equal((await checkClientSize()).problem, null);
  const { size, problem } = await checkClientSize("src/board/json_schema.ts");
  assert.match(problem!, new RegExp(`^${size} bytes are \\d+ too many: 6144 are the most$`));
});
