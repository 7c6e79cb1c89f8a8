/** `boardcast types`: what it prints is what the messages are, as the compiler sees it. */
import assert from "node:assert/strict";
import { runBoardcast } from "../support/boardcast.ts";
import { ConfigFolder } from "../support/configured.ts";
import { Workshop } from "../support/type_check.ts";

const BOARDS = `boards:
  press-hall:
    title: "Press */ hall"
    path: /ws/press/
    groups: [press]
    events:
      reading:
        key: [machine]
        keep: 1
        schema:
          type: object
          description: How warm it is */
          required: [machine, celsius, at]
          properties:
            machine: { type: string, minLength: 1 }
            celsius: { type: [number, "null"], description: "In °C" }
            state: { enum: [idle, running, 3, null] }
            at: { $ref: "#/$defs/place" }
            "odd name": { const: true }
          additionalProperties: false
          $defs:
            place:
              type: object
              required: [hall]
              properties: { hall: { type: integer }, within: { $ref: "#/$defs/place" } }
              additionalProperties: false
      shape:
        schema:
          required: [of, corners, names]
          properties:
            of: { anyOf: [{ const: circle }, { type: object, required: [sides], properties: { sides: { type: number } } }] }
            corners: { type: array, prefixItems: [{ type: number }, { type: [string, boolean] }], minItems: 1, items: false }
            names: { type: array, items: { type: [string, number] } }
            tags: { type: object, additionalProperties: { type: string } }
            both: { allOf: [{ required: [a], properties: { a: { type: string } } }, { required: [b], properties: { b: { enum: [1, 2] } } }] }
            timestamp: { type: number }
      log.entry: {}
`;

/** A program that compiles only if the types are these, no narrower and no wider. */
const USE = `import type { PressHallEvents } from "./printed.ts";
import { BoardClient } from "boardcast";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const same = <_ extends true>() => {};

type Reading = PressHallEvents["reading"];
same<Same<keyof PressHallEvents, "reading" | "shape" | "log.entry">>();
same<Same<keyof Reading, "type" | "machine" | "celsius" | "state" | "at" | "odd name" | "timestamp">>();
same<Same<Reading["type"], "reading">>();
same<Same<Reading["celsius"], number | null>>();
same<Same<Reading["state"], "idle" | "running" | 3 | null | undefined>>();
same<Same<Reading["timestamp"], string>>();
same<Same<NonNullable<NonNullable<Reading["at"]["within"]>["within"]>["hall"], number>>();

type Shape = PressHallEvents["shape"];
same<Same<Shape["names"], Array<string | number>>>();
same<Same<Shape["corners"], [number, (string | boolean)?]>>();
same<Same<Shape["tags"], Record<string, string> | undefined>>();
same<Same<Shape["timestamp"], number | string>>();
same<Same<Shape["whatever"], unknown>>();
const of: Shape["of"][] = ["circle", { sides: 3 }];
const both: Shape["both"] = { a: "a", b: 2 };
// @ts-expect-error -- b is 1 or 2
const wrong: Shape["both"] = { a: "a", b: 3 };
// @ts-expect-error -- there is no such field
const closed = (reading: Reading) => reading.colour;
same<Same<PressHallEvents["log.entry"]["type"], "log.entry">>();

const client = new BoardClient<PressHallEvents>("ws://localhost/ws/press/");
client.on("reading", ({ machine, celsius }) => celsius === null || celsius > 80 && console.log(machine, of, both, wrong, closed));
// @ts-expect-error -- the board has no such event
client.on("readings", () => {});
`;

Deno.test("types prints the messages of a declared board as its schemas say", async () => {
  await using folder = await ConfigFolder.with(BOARDS);
  const { code, stdout, stderr } = await runBoardcast(["types", "press-hall", "--config", folder.file]);
  assert.deepEqual([code, stderr], [0, ""]);
  await using workshop = await Workshop.with({ "printed.ts": stdout, "use.ts": USE });
  assert.equal(await workshop.mistakes("use.ts"), "");
  assert.match(stdout, /^ {4}\/\*\* In °C \*\/\n {4}celsius: /m);
});

const BUILTIN = ["dashboard", "engagement", "school", "trading", "prices", "tutoring"];

Deno.test("what types prints of a built-in board is what the library says of it, at least", async () => {
  await using folder = await ConfigFolder.with("boards: {}\n");
  const printed = await Promise.all(
    BUILTIN.map((board) => runBoardcast(["types", board, "--config", folder.file])),
  );
  const files = Object.fromEntries(BUILTIN.map((board, at) => [`${board}.ts`, printed[at]!.stdout]));
  const use = BUILTIN.map((board) => {
    const map = `${board[0]!.toUpperCase()}${board.slice(1)}Events`;
    return `import type { ${map} as Printed_${board} } from "./${board}.ts";
import type { ${map} as Ours_${board} } from "boardcast";
export const ${board} = (ours: Ours_${board}): Printed_${board} => ours;
export const ${board}_names = (name: keyof Printed_${board}): keyof Ours_${board} => name;
`;
  });
  await using workshop = await Workshop.with({ ...files, "use.ts": use.join("") });
  assert.equal(await workshop.mistakes("use.ts"), "");
});

Deno.test("types of a board that is not there, or not enabled, names those that are", async () => {
  await using folder = await ConfigFolder.with(
    "boards: { trading: { enabled: false }, school: { enabled: false } }\n",
  );
  const { code, stdout, stderr } = await runBoardcast(["types", "trading", "--config", folder.file]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.equal(stderr, 'There is no board "trading": there are dashboard, engagement, prices, tutoring\n');
});

Deno.test("types touches no data and helps with an example", async () => {
  await using folder = await ConfigFolder.with("boards: {}\n");
  const types = await runBoardcast(["types", "prices", "--config", folder.file], {
    env: { BOARDCAST_DATA: folder.data },
  });
  assert.equal(types.code, 0);
  await assert.rejects(Deno.stat(folder.data), Deno.errors.NotFound);
  const { stdout } = await runBoardcast(["types", "--help"]);
  assert.match(stdout, /Examples:\n {2}boardcast types trading/);
});
