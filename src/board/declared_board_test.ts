import assert from "node:assert/strict";
import { type Boards, openBoards, somebody, withRole } from "../../tests/support/boards.ts";
import type { Identity } from "../auth/identity.ts";
import type { Params } from "./board.ts";
import { groupTraits } from "./group_traits.ts";

const GROUPS = ["m_{site}", "all", { name: "one_{site}_{machine}", join: true }, {
  name: "loose_{machine}",
  join: true,
}];

/** A board `m` at `/ws/m/{site}/` with this access. */
function open(access: unknown, more: Record<string, unknown> = {}): Boards {
  const events = { log: { keep: 5 }, cursor: {} };
  return openBoards({ declared: { m: { path: "/ws/m/{site}/", access, groups: GROUPS, events, ...more } } });
}

/** Which groups `identity` joins at `/ws/m/<site>/`, or why not. */
async function joins(
  boards: Boards,
  identity: Identity | null,
  site: string,
): Promise<readonly string[] | string> {
  const { endpoint, params } = boards.catalog.route(`/ws/m/${site}/`)!;
  const outcome = await endpoint.authorize(identity, params);
  return "denied" in outcome ? outcome.denied : outcome.groups;
}

function maySee(boards: Boards, identity: Identity | null, group: string): boolean | Promise<boolean> {
  const { declaration, params } = boards.catalog.group(group)!;
  return declaration.maySee(identity, params as Params);
}

/** Somebody whose claim `sites` is this. */
function claiming(sites: unknown, ...roles: string[]): Identity {
  return somebody({ claims: { sites }, roles });
}

const SCOPE = { scope: { parameter: "site", claim: "sites" } };

Deno.test("an open board is for everybody, one without access for everybody signed in", async () => {
  await using opened = open({ open: true });
  assert.deepEqual(await joins(opened, null, "a"), ["m_a", "all"]);
  assert.ok(await maySee(opened, null, "one_a_1"));
  await using closed = open(undefined);
  assert.equal(await joins(closed, null, "a"), "signIn");
  assert.deepEqual(await joins(closed, somebody(), "a"), ["m_a", "all"]);
  assert.ok(!await maySee(closed, null, "m_a"));
  assert.ok(await maySee(closed, somebody(), "m_a"));
});

Deno.test("a board with roles is for one of them, or for admins", async () => {
  await using boards = open({ roles: ["teacher", "a role of their own"] });
  const rows: [identity: Identity | null, outcome: string | string[]][] = [
    [null, "signIn"],
    [somebody(), "notAllowed"],
    [withRole("viewer"), "notAllowed"],
    [withRole("publisher"), "notAllowed"],
    [withRole("Teacher"), "notAllowed"],
    [withRole("teacher"), ["m_a", "all"]],
    [withRole("a role of their own"), ["m_a", "all"]],
    [withRole("admin"), ["m_a", "all"]],
  ];
  for (const [identity, outcome] of rows) {
    assert.deepEqual(await joins(boards, identity, "a"), outcome, identity?.subject ?? "nobody");
    const mayPublish = identity?.roles.includes("publisher") ?? false;
    for (const group of ["m_a", "all", "one_a_1"]) {
      assert.equal(
        await maySee(boards, identity, group),
        Array.isArray(outcome) || mayPublish,
        identity?.subject ?? "nobody",
      );
    }
  }
});

Deno.test("a claim opens its own values, and nothing when it is missing or of a wrong type", async () => {
  await using boards = open(SCOPE);
  const rows: [claim: unknown, ...sites: string[]][] = [
    ["a", "a"],
    [["a", "b"], "a", "b"],
    [7, "7"],
    [[7, "8"], "7", "8"],
    [undefined],
    [null],
    [""],
    [[]],
    [true],
    [[true]],
    [{ a: true }],
    [["a/b", "ä", "a b"]],
    ["a,b"],
    ["A"],
    ["toString"],
  ];
  for (const [claim, ...open] of rows) {
    for (const site of ["a", "b", "7", "8", "true", "undefined", "null", "sites"]) {
      const expected = open.includes(site) ? [`m_${site}`, "all"] : "notAllowed";
      assert.deepEqual(
        await joins(boards, claiming(claim), site),
        expected,
        `${JSON.stringify(claim)} ${site}`,
      );
      assert.equal(await maySee(boards, claiming(claim), `m_${site}`), open.includes(site));
      assert.equal(await maySee(boards, claiming(claim), `one_${site}_1`), open.includes(site));
    }
    assert.deepEqual(
      await boards.catalog.board("m")!.paths(claiming(claim)),
      open.map((site) => `/ws/m/${site}/`)
        .concat(["A", "toString"].includes(String(claim)) ? [`/ws/m/${claim}/`] : []),
    );
  }
});

Deno.test("a claim of another name, or one that every object has, opens nothing", async () => {
  await using boards = open({ scope: { parameter: "site", claim: "constructor" } });
  assert.equal(await joins(boards, claiming("a"), "a"), "notAllowed");
  assert.equal(await joins(boards, somebody(), "Object"), "notAllowed");
});

Deno.test("a group without the scope's parameter is for everybody with any value, and for nobody without one", async () => {
  await using boards = open(SCOPE);
  for (const group of ["all", "loose_1"]) {
    assert.ok(await maySee(boards, claiming(["b"]), group), group);
    for (const nobody of [null, somebody(), claiming([]), claiming(""), claiming(true), claiming(["a/b"])]) {
      assert.ok(!await maySee(boards, nobody, group), `${group} ${JSON.stringify(nobody?.claims)}`);
    }
  }
});

Deno.test("roles and scope are both needed; an admin needs neither", async () => {
  await using boards = open({ ...SCOPE, roles: ["viewer"] });
  assert.deepEqual(await joins(boards, claiming("a", "viewer"), "a"), ["m_a", "all"]);
  assert.equal(await joins(boards, claiming("a", "viewer"), "b"), "notAllowed");
  assert.equal(await joins(boards, claiming("a"), "a"), "notAllowed");
  assert.equal(await joins(boards, claiming("b", "viewer"), "a"), "notAllowed");
  assert.deepEqual(await joins(boards, withRole("admin"), "a"), ["m_a", "all"]);
  assert.deepEqual(await boards.catalog.board("m")!.paths(withRole("admin")), ["/ws/m/{site}/"]);
});

Deno.test("a membership opens its scope as long as it is active", async () => {
  await using boards = open({ scope: { parameter: "site", membership: "client" } });
  const membership = { subject: "ann", role: "client_user", name: "Ann", email: null, since: 0 };
  await boards.memberships.put({ ...membership, scope: "client", scopeId: "a", active: true });
  await boards.memberships.put({ ...membership, scope: "client", scopeId: "b", active: false });
  await boards.memberships.put({ ...membership, scope: "msp", scopeId: "c", active: true });
  const ann = somebody();
  assert.deepEqual(await joins(boards, ann, "a"), ["m_a", "all"]);
  for (const site of ["b", "c", "A", "undefined"]) {
    assert.equal(await joins(boards, ann, site), "notAllowed", site);
  }
  assert.equal(await joins(boards, somebody({ subject: "bob" }), "a"), "notAllowed");
  assert.equal(await joins(boards, null, "a"), "signIn");
  assert.deepEqual(await boards.catalog.board("m")!.paths(ann), ["/ws/m/a/"]);
  assert.ok(await maySee(boards, ann, "all"));
  assert.ok(!await maySee(boards, somebody({ subject: "bob" }), "all"));
});

Deno.test("an address whose parts no group can have is refused, also on an open board", async () => {
  await using boards = open({ open: true });
  for (const site of ["a%2Fb", "%61", "a!b", "a".repeat(129)]) {
    assert.equal(await joins(boards, null, site), "notAllowed", site);
  }
});

Deno.test("only groups whose parameters are in the path are joined at once; the others as they are declared", async () => {
  await using boards = open({ open: true }, {
    groups: [{ name: "m_{site}", presence: true, join: true }, { name: "one_{site}_{x:int}", join: true }],
  });
  assert.deepEqual(await joins(boards, null, "a"), ["m_a"]);
  const traits = boards.catalog.board("m")!.groups.map(({ joinable, presence }) => [joinable, presence]);
  assert.deepEqual(traits, [[true, true], [true, false]]);
});

Deno.test("whoever has a role that the board names may publish to it, and nowhere else", async () => {
  await using boards = open({ open: true }, { publish: ["teacher"] });
  const { declaration } = boards.catalog.group("m_a")!;
  for (const role of ["teacher", "publisher", "admin"]) {
    assert.ok(declaration.mayPublish!(withRole(role)), role);
  }
  for (const who of [somebody(), withRole("viewer")]) assert.ok(!declaration.mayPublish!(who));
});

Deno.test("a publication is stamped unless it has a time, and kept as its event says", async () => {
  await using boards = open({ open: true });
  const log = (more: Record<string, unknown>) => ({ group: "m_a", message: { type: "log", ...more } });
  await boards.publish(log({ n: 1 }), log({ n: 2, timestamp: "yesterday" }), log({ n: 3, timestamp: 5 }), {
    group: "m_a",
    message: { type: "cursor" },
  });
  const [first, ...rest] = boards.messages("m_a");
  assert.match(String(first!["timestamp"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest.map(({ timestamp }) => typeof timestamp), ["string", "number", "string"]);
  assert.equal(rest[0]!["timestamp"], "yesterday");
  const { body } = await boards.ask("GET", "/api/v1/groups/m_a/history");
  assert.deepEqual(body.publications.map(({ message }: { message: { n: number } }) => message.n), [1, 2, 3]);
});

Deno.test("a schema may refuse other fields without naming type and timestamp", async () => {
  const schema = {
    type: "object",
    additionalProperties: false,
    required: ["n"],
    properties: { n: { type: "number" } },
  };
  await using boards = open({ open: true }, { events: { log: { schema } } });
  const publish = (message: unknown) => boards.publisher.publish([{ group: "all", message }]);
  assert.ok("published" in await publish({ type: "log", n: 1, timestamp: "t" }));
  const outcome = await publish({ type: "log", m: 1 });
  assert.ok("refused" in outcome);
  assert.deepEqual(outcome.problems.map(({ path, message }) => [path, message]), [
    ["0.message.n", "it is missing"],
    ["0.message", 'it may not have "m"'],
  ]);
});

Deno.test("a group that names its events carries no others, and promises no others", async () => {
  const events = { log: { keep: 5 }, reading: { keep: 5, every: "10s" } };
  const groups = ["m_{site}", { name: "notices", events: ["log"] }];
  await using boards = open({ open: true }, { groups, events });
  const publish = (group: string, type: string) => boards.publisher.publish([{ group, message: { type } }]);
  assert.ok("published" in await publish("m_a", "reading"));
  assert.ok("published" in await publish("notices", "log"));
  const outcome = await publish("notices", "reading");
  assert.ok("refused" in outcome);
  assert.deepEqual(outcome, {
    refused: "invalid",
    problems: [{
      path: "0.message.type",
      message: '"reading" is not an event of the group notices, which has log',
    }],
  });
  const promised = (group: string) => groupTraits(boards.catalog, group).promised.map(({ event }) => event);
  assert.deepEqual([promised("m_a"), promised("notices")], [["reading"], []]);
  const { body } = await boards.ask("GET", "/api/v1/boards/m");
  assert.deepEqual(body.groupEvents, { notices: ["log"] });
  assert.deepEqual((await boards.ask("GET", "/api/v1/groups/notices")).body.freshness, []);
});
