import assert from "node:assert/strict";
import { configSchema } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import { type ConfigSources, loadConfig } from "./load_config.ts";

const SECRET = "hunter2-and-more-than-thirty-two-bytes";
const whole = (from: number, to: number) => `use a whole number from ${from} to ${to}`;

/** The problems of a configuration that cannot be used. */
function problemsOf(sources: ConfigSources): readonly string[] {
  try {
    loadConfig(sources);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.message.split("\n").length, error.problems.length + 1);
    return error.problems;
  }
  return [];
}

function problemsOfFile(text: string): readonly string[] {
  return problemsOf({ file: { name: "b.yaml", text } });
}

Deno.test("loadConfig() without sources has the defaults", () => {
  const config = loadConfig({});
  assert.deepEqual(config, configSchema.parse({}));
  assert.deepEqual([config.host, config.port, config.data], ["127.0.0.1", 8000, "./data"]);
});

Deno.test("loadConfig() takes the file, then the environment, then flags", () => {
  const file = { name: "b.yaml", text: "host: a\nport: 1\ndata: x\nlimits:\n  batch: 1\n  slowMs: 100\n" };
  const environment = { PORT: "2", BOARDCAST_DATA: "y", BOARDCAST_LIMITS_BATCH: "2" };
  const config = loadConfig({ file, environment, flags: { data: "z", demo: true, host: undefined } });
  assert.deepEqual([config.host, config.port, config.data, config.demo], ["a", 2, "z", true]);
  assert.deepEqual([config.limits.batch, config.limits.slowMs], [2, 100]);
});

Deno.test("loadConfig() takes our own variable before that of another system", () => {
  const environment = { BOARDCAST_PORT: "3", PORT: "2", CORS_ORIGINS: "https://a.b", BOARDCAST_ORIGINS: "" };
  const { port, origins } = loadConfig({ environment });
  assert.deepEqual([port, origins], [3, []]);
});

Deno.test("loadConfig() takes an empty variable of another system as not given", () => {
  const { port, redis, origins } = loadConfig({
    environment: { PORT: "", REDIS_URL: "", CORS_ORIGINS: "" },
  });
  assert.deepEqual([port, redis.urls, origins], [8000, ["redis://127.0.0.1:6379"], []]);
});

Deno.test("loadConfig() leaves the variables of the client commands and of other programs alone", () => {
  const environment = {
    BOARDCAST_URL: "x",
    BOARDCAST_TOKEN: "x",
    BOARDCAST_CONFIG: "x",
    PATH: "/bin",
    PORTS: "x",
  };
  assert.deepEqual(problemsOf({ environment }), []);
});

Deno.test("loadConfig() reads lists of the environment with commas or as JSON", () => {
  for (
    const text of [
      "https://a.b,http://c.d:81",
      " https://a.b , http://c.d:81, ",
      '["https://a.b","http://c.d:81"]',
    ]
  ) {
    const { origins } = loadConfig({ environment: { CORS_ORIGINS: text } });
    assert.deepEqual(origins, ["https://a.b", "http://c.d:81"], text);
  }
});

Deno.test("loadConfig() reads switches and numbers of the environment", () => {
  for (const [text, value] of [["true", true], ["1", true], ["false", false], ["0", false]] as const) {
    assert.equal(loadConfig({ environment: { BOARDCAST_DEMO: text } }).demo, value);
  }
  for (const text of ["", "x", "0x10", "1e3", "1.5", "-1", "Infinity", "65536"]) {
    assert.deepEqual(problemsOf({ environment: { BOARDCAST_PORT: text } }).length, 1, text);
  }
});

Deno.test("loadConfig() reads REDIS_URL, and hides its password when it cannot be used", () => {
  const { redis } = loadConfig({ environment: { REDIS_URL: "rediss://u:p@h:6379/0" } });
  assert.deepEqual(redis.urls, ["rediss://u:p@h:6379/0"]);
  assert.deepEqual(problemsOf({ environment: { REDIS_URL: "http://u:hunter2@h" } }), [
    'redis.urls.0 (REDIS_URL): "http://(hidden)@h" cannot be used: use a URL such as redis://127.0.0.1:6379',
  ]);
});

Deno.test("loadConfig() tells every problem of all sources at once, and where each was given", () => {
  const file = { name: "b.yaml", text: "hots: a\nlimits:\n  batch: 0\n  frame: 1\nlog: { level: loud }\n" };
  const environment = {
    PORT: "x",
    BOARDCAST_PROT: "1",
    CORS_ORIGINS: "https://a.b,c",
    BOARDCAST_SECRET: "hunter2",
  };
  const problems = problemsOf({ file, environment, flags: { data: "", host: "" } });
  assert.deepEqual([...problems].sort(), [
    "BOARDCAST_PROT: there is no such variable; did you mean BOARDCAST_PORT?",
    'data (--data): "" cannot be used: use a text that is not empty',
    'host (--host): "" cannot be used: use a text that is not empty',
    "hots (b.yaml:1:1): there is no such setting; did you mean host?",
    `limits.batch (b.yaml:3:3): 0 cannot be used: ${whole(1, 10_000)}`,
    "limits.frame (b.yaml:4:3): there is no such setting; did you mean limits.frameBytes?",
    'log.level (b.yaml:5:8): "loud" cannot be used: use one of debug, info, warning, error',
    'origins.1 (CORS_ORIGINS): "c" cannot be used: use an origin without a path, such as "https://app.example"',
    `port (PORT): "x" cannot be used: ${whole(0, 65_535)}`,
    "secret (BOARDCAST_SECRET): the value given (hidden) cannot be used: use at least 32 bytes",
  ]);
});

/** A file with one bad setting, and what is said. */
const BAD_FILES: [string, string][] = [
  ["port: abc", `port (b.yaml:1:1): "abc" cannot be used: ${whole(0, 65_535)}`],
  ["port: 80.5", `port (b.yaml:1:1): 80.5 cannot be used: ${whole(0, 65_535)}`],
  ["port: null", `port (b.yaml:1:1): null cannot be used: ${whole(0, 65_535)}`],
  ["port:", `port (b.yaml:1:1): null cannot be used: ${whole(0, 65_535)}`],
  ["demo: yes", 'demo (b.yaml:1:1): "yes" cannot be used: use true or false'],
  ["log:", "log (b.yaml:1:1): null cannot be used: use a section with level"],
  ["log: [level]", 'log (b.yaml:1:1): ["level"] cannot be used: use a section with level'],
  [
    "backend: postgres",
    'backend (b.yaml:1:1): "postgres" cannot be used: use one of local, redis',
  ],
  [
    "origins: https://a.b",
    'origins (b.yaml:1:1): "https://a.b" cannot be used: use a list, each item an origin without a path, such as "https://app.example"',
  ],
  [
    "origins:\n  - https://a.b\n  - https://a.b/",
    'origins.1 (b.yaml:3:5): "https://a.b/" cannot be used: use an origin without a path, such as "https://app.example"',
  ],
  ["proxies: [proxy]", 'proxies.0 (b.yaml:1:11): "proxy" cannot be used: use an IP address'],
  [
    "tls:\n  certFile: a",
    'tls (b.yaml:1:1): {"certFile":"a"} cannot be used: give certFile and keyFile, or neither',
  ],
  [
    "tokens: { algorithms: [HS256, none] }",
    'tokens.algorithms.1 (b.yaml:1:31): "none" cannot be used: use one of HS256, RS256, RS384, RS512, PS256, ES256, ES384, ES512, EdDSA, Ed25519',
  ],
  [
    "tokens: { algorithms: [RS256] }",
    'tokens (b.yaml:1:1): {"algorithms":["RS256"]} cannot be used: publicKeys or jwksUrl, and algorithms other than HS256, need each other',
  ],
  [
    "tokens: { algorithms: [RS256], jwksUrl: file:///a }",
    'tokens.jwksUrl (b.yaml:1:32): "file:///a" cannot be used: use a URL that begins with http:// or https://',
  ],
  ["frameBytes: 1", "frameBytes (b.yaml:1:1): there is no such setting; did you mean limits.frameBytes?"],
  [
    "limits: { frame_bytes: 1 }",
    "limits.frame_bytes (b.yaml:1:11): there is no such setting; did you mean limits.frameBytes?",
  ],
  [
    "boards: [machines]",
    'boards (b.yaml:1:1): ["machines"] cannot be used: use a section with dashboard, engagement, school, trading, prices, tutoring, or a name of your own, which declares a board',
  ],
  ["api_key: x", "api_key (b.yaml:1:1): there is no such setting; did you mean apiKey?"],
  [
    "boards: { dashboard: { open: true } }",
    "boards.dashboard.open (b.yaml:1:24): there is no such setting; did you mean boards.trading.open?",
  ],
  ["__proto__: { port: 1 }", "__proto__ (b.yaml:1:1): there is no such setting; did you mean proxies?"],
  ["port: 1\nhost: a\nport: 2", 'b.yaml:3:1: "port" is given twice'],
  ["limits:\n  batch: 1\n  batch: 2", 'b.yaml:3:3: "batch" is given twice'],
  ["- port: 1", 'b.yaml: it must be a mapping of settings, such as "port: 8000"'],
  ["port", 'b.yaml: it must be a mapping of settings, such as "port: 8000"'],
];

for (const [text, problem] of BAD_FILES) {
  Deno.test(`loadConfig() refuses ${JSON.stringify(text)} in words`, () => {
    assert.deepEqual(problemsOfFile(text), [problem]);
  });
}

/** Files that are not YAML, and where. */
const BROKEN_FILES: [string, RegExp][] = [
  ["port: 1\nhost: [a, b\ndata: x\n", /^b\.yaml:3:1: the file cannot be read: Flow sequence /],
  ['port: 1\nhost: "a\n', /^b\.yaml:3:1: the file cannot be read: Missing closing /],
  ["port: 1\n\thost: a\n", /^b\.yaml:2:1: the file cannot be read: /],
  ["a: b: c", /^b\.yaml:1:4: the file cannot be read: Nested mappings /],
  ["boards: &b\n  m: *b", /^b\.yaml:2:6: \*b is within its own anchor$/],
  ["port: *x", /^b\.yaml: the file cannot be read: Unresolved alias /],
  ["port: !x 1", /^b\.yaml:1:7: the file cannot be read: Unresolved tag/],
  [
    "groups: [machines_{site}]",
    /^b\.yaml:1:19: the file cannot be read: Missing , or : between flow sequence items; put a text that contains \{ \} or \[ \] in quotes$/,
  ],
  ["m: { path: /ws/{site}/, groups: [a] }", /^b\.yaml:1:16: .* at node end; put a text that contains \{ \} /],
  ["groups:\n  - {site}_x\n", /^b\.yaml:2:11: .* at node end; put a text that contains \{ \} /],
  ["title: [1] Press", /^b\.yaml:1:12: .* at node end; put a text that contains \{ \} /],
  ["groups: [{a: 1}", /^b\.yaml:1:16: the file cannot be read: [^;]*$/],
  ["port: 1\n---\nport: 2", /^b\.yaml:\d:\d: the file cannot be read: Source contains multiple documents/],
];

for (const [text, words] of BROKEN_FILES) {
  Deno.test(`loadConfig() tells where ${JSON.stringify(text)} is not YAML`, () => {
    assert.match(problemsOfFile(text)[0]!, words);
  });
}

Deno.test("loadConfig() tells no errors that follow from another one", () => {
  const rows: [text: string, ...places: string[]][] = [
    ["a: { path: /ws/{site}/, groups: [a] }\nb: 1\nc: 2\n", "b.yaml:1:16"],
    ["a: [m_{x} b]\nb: [m_{x}]\n", "b.yaml:1:7", "b.yaml:2:7"],
  ];
  for (const [text, ...places] of rows) {
    assert.deepEqual(problemsOfFile(text).map((problem) => problem.split(": ")[0]), places, text);
  }
});

Deno.test("loadConfig() tells the problems of other sources beside a broken file", () => {
  const file = { name: "b.yaml", text: "a: [" };
  assert.equal(problemsOf({ file, environment: { PORT: "x" } }).length, 2);
  assert.deepEqual(problemsOf({ file: { problem: "b.yaml: there is no such file" }, flags: { port: "x" } }), [
    "b.yaml: there is no such file",
    `port (--port): "x" cannot be used: ${whole(0, 65_535)}`,
  ]);
});

Deno.test("loadConfig() does not drop a section that is no section because a variable is in it", () => {
  const file = { name: "b.yaml", text: "log: loud" };
  assert.deepEqual(problemsOf({ file, environment: { BOARDCAST_LOG_LEVEL: "info" } }), [
    'log (b.yaml:1:1): "loud" cannot be used: use a section with level',
  ]);
});

Deno.test("loadConfig() shows no secret, whatever is wrong with the file", () => {
  const files = [
    "secret: hunter2",
    "secret: [hunter2, hunter2]",
    "secret: { a: hunter2 }",
    "apiKey: hunter2",
    `secret: "${SECRET}" hunter2`,
    `secret: '${SECRET}'hunter2`,
    `secret: @${SECRET}`,
    `secret: \`${SECRET}`,
    `secret: "${SECRET}`,
    `secret: "\\phunter2"`,
    `secret: a\n${SECRET}`,
    `secret: |hunter2\n  x`,
    `}hunter2`,
    `secret: ${SECRET}\nsecret: ${SECRET}`,
    `secrt: ${SECRET}`,
  ];
  for (const text of files) {
    const problems = problemsOfFile(text);
    assert.ok(problems.length > 0, text);
    assert.doesNotMatch(problems.join("\n"), /hunter2/, text);
  }
});

Deno.test("loadConfig() counts the bytes of a secret, not its characters", () => {
  assert.equal(loadConfig({ environment: { BOARDCAST_SECRET: "é".repeat(16) } }).secret, "é".repeat(16));
  assert.equal(problemsOf({ environment: { BOARDCAST_SECRET: "x".repeat(31) } }).length, 1);
  assert.equal(problemsOf({ environment: { BOARDCAST_SECRET: "" } }).length, 1);
  assert.equal(problemsOf({ environment: { BOARDCAST_API_KEY: "fifteen letters" } }).length, 1);
});

Deno.test("loadConfig() takes an empty file, a comment, JSON, and null where there may be nothing", () => {
  for (
    const text of ["", "# nothing\n", "{}", '{"port": 8000}', "secret: null\napiKey: ~\n", "---\n"]
  ) {
    assert.deepEqual(problemsOfFile(text), [], text);
  }
});

Deno.test("loadConfig() never speaks as zod does", () => {
  const paths = Object.keys(configSchema.shape);
  for (const value of ["null", "[]", "[[]]", "{ a: 1 }", "-1", "1.5", '""', "true"]) {
    const problems = problemsOfFile(paths.map((path) => `${path}: ${value}`).join("\n"));
    assert.doesNotMatch(problems.join("\n"), /Invalid|expected|Too (small|big)|received|undefined|\[object/);
  }
});

Deno.test("a problem of a section does not show the secret in it", () => {
  assert.deepEqual(problemsOfFile("demand:\n  hookSecret: a-secret-of-a-hook-1234\n"), [
    "demand (b.yaml:1:1): the value given (hidden) cannot be used: hookSecret needs hookUrl",
  ]);
});
