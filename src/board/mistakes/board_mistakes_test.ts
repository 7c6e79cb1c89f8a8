import assert from "node:assert/strict";
import { board, problems, testMistakes } from "../../../tests/support/declared.ts";

Deno.test("boardMistakes() has nothing against boards that are in order", () => {
  assert.deepEqual(problems(board("a"), board("b")), []);
  assert.deepEqual(problems(board("b2_-x", { path: "/b", groups: "[b]" })), []);
});

testMistakes([
  [
    "a group with a kind that does not exist",
    { groups: '["m_{site:date}"]' },
    /^boards\.m\.groups\.0 \(b\.yaml:4:14\): "m_\{site:date\}" cannot be used: use a name such as /,
  ],
  ["a group with a kind of our own", { groups: '["m_{site:subject}"]' }, /^boards\.m\.groups\.0 /],
  [
    "a group with a brace that is not closed",
    { groups: '["m_{site"]' },
    'boards.m.groups.0 (b.yaml:4:14): "m_{site" cannot be used: it has a { without a } behind it',
  ],
  [
    "a group's section with a brace too many",
    { groups: '[{ name: "m_{site}}" }]' },
    'boards.m.groups.0.name (b.yaml:4:16): "m_{site}}" cannot be used: it has a } without a { before it',
  ],
  [
    "a path with a brace that is not closed",
    { path: '"/ws/{site/{x}/"', groups: "[m]" },
    'boards.m.path (b.yaml:3:5): "/ws/{site/{x}/" cannot be used: it has a { without a } behind it',
  ],
  [
    "a path that does not begin with /",
    { path: '"ws/m/{site}/"' },
    'boards.m.path (b.yaml:3:5): "ws/m/{site}/" cannot be used: it must begin with /',
  ],
  [
    "a path with a query",
    { path: '"/ws/m/{site}/?x"' },
    /^boards\.m\.path .* cannot be used: use a path such as \/ws\/machines\/\{site\}\//,
  ],
  [
    "no groups",
    { groups: "[]" },
    /^boards\.m\.groups \(b\.yaml:4:5\): \[\] cannot be used: use a list of 1 to 100, /,
  ],
  [
    "an unknown field of a group",
    { groups: '[{ name: "m_{site}", presense: true }]' },
    "boards.m.groups.0.presense (b.yaml:4:34): there is no such setting; did you mean boards.m.groups.0.presence?",
  ],
  [
    "an unknown field of an event",
    { events: "{ e: { keeps: 1 } }" },
    "boards.m.events.e.keeps (b.yaml:5:20): there is no such setting; did you mean boards.m.events.e.keep?",
  ],
  [
    "an event of Boardcast's own",
    { events: "{ $welcome: { keep: 1 } }" },
    /^boards\.m\.events\.\$welcome \(b\.yaml:5:15\): "\$welcome" cannot be used: use a name of up to 100 letters, /,
  ],
  ["an event of the board's own", { events: "{ pong: {} }" }, /^boards\.m\.events\.pong .*not pong, /],
  [
    "no events",
    { events: "{}" },
    "boards.m.events (b.yaml:5:5): {} cannot be used: use a section with an event of the board in each line, at least one",
  ],
  [
    "a group with an event that the board does not have",
    { groups: '["a_{site}", { name: "m_{site}", events: [e, ee] }]' },
    'boards.m.groups.1.events.1 (b.yaml:4:58): "ee" cannot be used: the board has no such event; did you mean e?',
  ],
  [
    "a group with no events",
    { groups: '[{ name: "m_{site}", events: [] }]' },
    /^boards\.m\.groups\.0\.events \(b\.yaml:4:34\): \[\] cannot be used: use a list that is not empty, each item the name of an event of the board$/,
  ],
  ["an event called *", { events: "{ '*': {} }" }, /^boards\.m\.events\.\* \(b\.yaml:5:15\)/],
  [
    "an event that JavaScript keeps for itself",
    { events: "{ e: {}, __proto__: { keep: 1 } }" },
    'boards.m.events.__proto__ (b.yaml:5:22): "__proto__" cannot be used: use another name',
  ],
  [
    "every without keep",
    { events: "{ e: { every: 10s } }" },
    'boards.m.events.e.every (b.yaml:5:20): "10s" cannot be used: every needs keep: whether it is late is judged by what is kept',
  ],
  [
    "key without keep",
    { events: "{ e: { key: [a] } }" },
    'boards.m.events.e.key (b.yaml:5:20): ["a"] cannot be used: a key needs keep: nothing of this event is kept',
  ],
  [
    "every too often",
    { events: "{ e: { every: 500ms, keep: 1 } }" },
    /"500ms" cannot be used: use a duration from 1s to 30d/,
  ],
  [
    "keep of nothing",
    { events: "{ e: { keep: 0 } }" },
    /^boards\.m\.events\.e\.keep \(b\.yaml:5:20\): 0 cannot be used: use a whole number from 1 to 100000, or a duration /,
  ],
  [
    "keep of a text",
    { events: "{ e: { keep: ten } }" },
    /^boards\.m\.events\.e\.keep \(b\.yaml:5:20\): "ten" cannot/,
  ],
  [
    "a schema with a type that does not exist",
    { events: "{ e: { schema: { properties: { a: { type: texxt } } } } }" },
    /^boards\.m\.events\.e\.schema\.properties\.a\.type \(b\.yaml:5:49\): "texxt" cannot be used: it must be "array" or /,
  ],
  [
    "a schema with a keyword that does not exist",
    { events: "{ e: { schema: { requred: [a] } } }" },
    'boards.m.events.e.schema.requred (b.yaml:5:30): ["a"] cannot be used: JSON Schema has no keyword "requred"',
  ],
  [
    "a schema with a reference into nothing",
    { events: '{ e: { schema: { $ref: "#/$defs/a" } } }' },
    /^boards\.m\.events\.e\.schema \(b\.yaml:5:20\): .*can't resolve reference #\/\$defs\/a/,
  ],
  [
    "a schema with a pattern that is none",
    { events: '{ e: { schema: { pattern: "(" } } }' },
    /Invalid regular expression/,
  ],
  ["a schema of another draft", {
    events: '{ e: { schema: { $schema: "http://json-schema.org/draft-07/schema#" } } }',
  }, /no schema with key or ref/],
  [
    "a schema that is no section",
    { events: "{ e: { schema: true } }" },
    /^boards\.m\.events\.e\.schema \(b\.yaml:5:20\): true cannot be used: use a JSON schema /,
  ],
  [
    "a scope of a parameter that the path lacks",
    { access: "{ scope: { parameter: place, claim: sites } }" },
    'boards.m.access.scope.parameter (b.yaml:6:24): "place" cannot be used: the path has the parameter site',
  ],
  [
    "a scope of claim and membership",
    { access: "{ scope: { parameter: site, claim: sites, membership: msp } }" },
    /^boards\.m\.access\.scope \(b\.yaml:6:15\): .* cannot be used: give claim or membership, one of them$/,
  ],
  [
    "a scope of nothing",
    { access: "{ scope: { parameter: site } }" },
    /give claim or membership, one of them$/,
  ],
  [
    "a membership of something else",
    { access: "{ scope: { parameter: site, membership: club } }" },
    /"club" cannot be used: use one of msp, client, school$/,
  ],
  [
    "an open board with roles",
    { access: "{ open: true, roles: [viewer] }" },
    'boards.m.access (b.yaml:6:5): {"open":true,"roles":["viewer"]} cannot be used: an open board has neither roles nor scope',
  ],
  [
    "a view of an event that does not exist",
    { view: "[{ widget: stat, event: f, value: v }]" },
    'boards.m.view.0.event (b.yaml:6:28): "f" cannot be used: the board has no such event; did you mean e?',
  ],
  [
    "a feed of an event that does not exist",
    { view: "[{ widget: feed, events: [e, ee], text: v }]" },
    'boards.m.view.0.events.1 (b.yaml:6:40): "ee" cannot be used: the board has no such event; did you mean e?',
  ],
  [
    "an unknown field of a widget",
    { view: "[{ widget: stat, event: e, value: v, sparklines: true }]" },
    "boards.m.view.0.sparklines (b.yaml:6:48): there is no such setting; did you mean boards.m.view.0.sparkline?",
  ],
  [
    "an unknown widget",
    { view: "[{ widget: pie }]" },
    /^boards\.m\.view\.0\.widget \(b\.yaml:6:14\): "pie" cannot be used: use a section whose widget is one of stat, chart, /,
  ],
  [
    "a widget without what it needs",
    { view: "[{ widget: gauge, event: e }]" },
    /^boards\.m\.view\.0\.value \(b\.yaml:6:12\): it is missing: use a path into the message/,
  ],
  [
    "a stat of nothing",
    { view: "[{ widget: stat, event: e }]" },
    /^boards\.m\.view\.0\.value .*it must be given, unless figure is count$/,
  ],
  [
    "a gauge upside down",
    { view: "[{ widget: gauge, event: e, value: v, min: 5, max: 5 }]" },
    "boards.m.view.0.max (b.yaml:6:57): 5 cannot be used: it must be greater than min",
  ],
  ["thresholds that do not ascend", {
    view:
      "[{ widget: gauge, event: e, value: v, thresholds: [{at: 5, status: good}, {at: 5, status: critical}] }]",
  }, /its thresholds must ascend$/],
  [
    "an unknown field of the board",
    { acces: "{}" },
    "boards.m.acces (b.yaml:6:5): there is no such setting; did you mean boards.m.access?",
  ],
  [
    "a field of another place",
    { roles: "[viewer]" },
    "boards.m.roles (b.yaml:6:5): there is no such setting; did you mean boards.m.access.roles?",
  ],
  [
    "a role that is no text",
    { publish: "[5]" },
    /^boards\.m\.publish\.0 \(b\.yaml:6:15\): 5 cannot be used: use the name of a role/,
  ],
]);

Deno.test("a board's name is checked, and may not be taken", () => {
  const [inbox] = problems(board("inbox"));
  assert.equal(inbox, 'boards.inbox (b.yaml:2:3): "inbox" cannot be used: a built-in board has it');
  const [large] = problems(board("Machines"));
  assert.match(
    large!,
    /^boards\.Machines \(b\.yaml:2:3\): "Machines" cannot be used: use a board's name of up to 64 /,
  );
  assert.equal(problems(board("m".repeat(64))).length, 0);
  assert.equal(problems(board("m".repeat(65))).length, 1);
  assert.deepEqual(problems(board("a"), board("a")), ['b.yaml:6:3: "a" is given twice']);
  assert.match(problems("  tradng: { enabled: false }").join("\n"), /did you mean trading\?/);
  assert.match(
    problems("  __proto__: { path: /x }").join("\n"),
    /"__proto__" cannot be used: use a board's name/,
  );
});

Deno.test("mistakes of all kinds are told at once, also beside a wrong shape", () => {
  const view = "[{ widget: stat, event: x, value: v }, { widget: pie }]";
  const found = problems(
    board("a", { groups: '["u_{site}", 5]', view }),
    board("b", { path: "/ws/a/{site}/", events: "{ e: { kep: 1, schema: { type: 5 } } }" }),
    board("c", { path: "5", groups: '["u_{site}"]' }),
  );
  const paths = found.map((problem) => problem.split(" ")[0]);
  assert.deepEqual(paths.sort(), [
    "boards.a.groups.1",
    "boards.a.view.0.event",
    "boards.a.view.1.widget",
    "boards.b.events.e.kep",
    "boards.b.events.e.schema.type",
    "boards.b.path",
    "boards.c.groups.0",
    "boards.c.path",
  ]);
});
