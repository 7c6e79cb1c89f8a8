import assert from "node:assert/strict";
import { board, problems, testMistakes } from "../../../tests/support/declared.ts";

testMistakes([
  [
    "a path of the server itself",
    { path: "/health", groups: "[g]" },
    'boards.m.path (b.yaml:3:5): "/health" cannot be used: the server itself answers at /health too',
  ],
  [
    "a path below one of the server",
    { path: "/api/v9/{site}" },
    /^boards\.m\.path \(b\.yaml:3:5\): .*the server itself answers at \/api\/v9\/a too$/,
  ],
  [
    "a parameter that can be a path of the server",
    { path: "/{site}" },
    /^boards\.m\.path .*the server itself answers at \/\S+ too$/,
  ],
  [
    "a path of a built-in board",
    { path: "/ws/trading/", groups: "[g]" },
    'boards.m.path (b.yaml:3:5): "/ws/trading/" cannot be used: the board trading answers at /ws/trading/ too',
  ],
  [
    "a path that can match a built-in board's",
    { path: "/ws/schools/{site}/{x}/" },
    /the board school answers at \/ws\/schools\/0\/dashboard\/ too$/,
  ],
  [
    "a path with a parameter twice",
    { path: "/ws/{site}/{site}" },
    'boards.m.path (b.yaml:3:5): "/ws/{site}/{site}" cannot be used: the parameter site is in it twice',
  ],
  [
    "a path that is relative",
    { path: "ws/m", groups: "[g]" },
    /^boards\.m\.path \(b\.yaml:3:5\): "ws\/m" cannot be used: it must begin with \/$/,
  ],
  ["a path with dots only", { path: "/ws/../m", groups: "[g]" }, /^boards\.m\.path /],
  ["a path with a query", { path: "/ws/m?a=1", groups: "[g]" }, /^boards\.m\.path /],
  ["a path with half a part as a parameter", { path: "/ws/m-{site}" }, /^boards\.m\.path /],
  [
    "a group of a built-in board",
    { groups: "[tutoring]" },
    'boards.m.groups.0 (b.yaml:4:14): "tutoring" cannot be used: a group of the board tutoring can have the name "tutoring" too',
  ],
  [
    "a group that can have the name of a built-in board's",
    { groups: '[g, "prices_{site}"]' },
    'boards.m.groups.1 (b.yaml:4:17): "prices_{site}" cannot be used: a group of the board prices can have the name "prices_a" too',
  ],
  [
    "the other name of a built-in group",
    { groups: '["school_dashboard_{site:int}"]' },
    /a group of the board school can have the name "school_dashboard_0" too$/,
  ],
  [
    "an inbox",
    { groups: '[{ name: "user_{site}", presence: true }]' },
    'boards.m.groups.0.name (b.yaml:4:16): "user_{site}" cannot be used: somebody\'s inbox can have the name "user_a" too',
  ],
  [
    "two groups of one board",
    { groups: '["m_{site}", { name: "m_{site}_{x}", join: true }]' },
    'boards.m.groups.1.name (b.yaml:4:28): "m_{site}_{x}" cannot be used: "m_{site}" of the board m can have the name "m_a_a" too',
  ],
  [
    "a group with a parameter that the path lacks",
    { groups: '["m_{site}_{x}"]' },
    'boards.m.groups.0 (b.yaml:4:14): "m_{site}_{x}" cannot be used: the path has the parameter site, not x; ' +
    'give the group "join: true" if viewers are to join it by its name',
  ],
  [
    "a group whose parameters run into each other",
    { groups: '[{ name: "m_{site}{x}", join: true }]' },
    /^boards\.m\.groups\.0\.name \(b\.yaml:4:16\): .*put something between the parameters site and x$/,
  ],
]);

Deno.test("two declared boards may not answer at one address, nor make one name", () => {
  const first = board("a", { path: "/ws/{x}/y", groups: '["g_{x}"]' });
  const second = board("b", { path: "/ws/a/{z}", groups: '["g_{z}_x"]' });
  assert.deepEqual(problems(first, second), [
    'boards.b.path (b.yaml:7:5): "/ws/a/{z}" cannot be used: the board a answers at /ws/a/y too',
    'boards.b.groups.0 (b.yaml:8:14): "g_{z}_x" cannot be used: "g_{x}" of the board a can have the name "g_a_x" too',
  ]);
});

Deno.test("what a disabled built-in board has is free", () => {
  const own = board("own", { path: "/ws/dashboard", groups: "[tutoring]" });
  assert.equal(problems(own).length, 2);
  assert.deepEqual(problems("  tutoring: { enabled: false }", own), []);
});

Deno.test("a hundred boards are compared in no time", () => {
  const many = Array.from({ length: 100 }, (_, at) => board(`b${at}`, { groups: `["{site}_${at}x"]` }));
  const started = performance.now();
  const found = problems(...many);
  assert.ok(performance.now() - started < 5_000);
  assert.deepEqual(found.filter((problem) => !problem.includes("groups")), []);
});

Deno.test("a path clashes also where its parameter could be no part of a group's name", () => {
  const first = board("a", { path: "/ws/{x}/z", groups: '["g_{x}"]' });
  const second = board("b", { path: "/ws/b~c/z", groups: "[h]" });
  const third = board("c", { path: `/ws/${"l".repeat(129)}/z`, groups: "[i]" });
  assert.deepEqual(problems(first, second, third).map((problem) => problem.split(" ")[0]), [
    "boards.b.path",
    "boards.c.path",
  ]);
});
