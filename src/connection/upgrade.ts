import { getLogger } from "@logtape/logtape";
import { type Authenticator, BEARER_SUBPROTOCOL, subprotocols } from "../auth/authenticate.ts";
import type { Identity } from "../auth/identity.ts";
import type { Records } from "../backend/backend.ts";
import { ALL_CREDENTIALS } from "../board/access.ts";
import type { BoardCatalog, Route } from "../board/board_catalog.ts";
import type { GroupRegistry } from "../group/group_registry.ts";
import { CLOSE, type Close } from "../protocol/close_code.ts";
import { type Dialect, SUBPROTOCOL } from "../protocol/codec.ts";
import { encodePositions } from "../protocol/position.ts";
import type { Admission, Front } from "./admission.ts";
import { Connection } from "./connection.ts";
import type { ConnectionLimits } from "./connection_parts.ts";
import type { Connections } from "./connections.ts";
import { EventStream } from "./event_stream.ts";
import { isEventStreamRequest, resumeText } from "./event_stream_request.ts";
import type { LagWatch } from "./lag_watch.ts";
import type { Refusals } from "./refusals.ts";
import { remoteKind } from "./remote_kind.ts";
import type { Wire } from "./wire.ts";

/** What an upgrade passes through, in this order, and what a connection needs afterwards. */
export interface UpgradeParts {
  readonly catalog: BoardCatalog;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly connections: Connections;
  readonly refusals: Refusals;
  readonly records: Records;
  readonly groups: GroupRegistry;
  readonly lagWatch: LagWatch;
  readonly limits: ConnectionLimits;
  readonly server: string;
  /** The time by the clock that all nodes share, in ms since 1970. */
  now(): number;
}

interface Refused {
  readonly close: Close;
  readonly reason: string;
  readonly identity?: Identity | null;
}

/** Where a request comes from. */
type Origin = Front & { readonly address: string };

interface Accepted {
  readonly provenAt: number;
  readonly route: Route;
  readonly identity: Identity | null;
  readonly groups: readonly string[];
}

/** How long a refused peer may take to close. */
const REFUSED_IDLE = 30_000;

/** Each event of a stream tells the positions of all its groups, which come back in a header: proxies allow few KiB. */
const STREAM_GROUPS = 32;

/** What a close code is as an HTTP status (RFC 9110, section 15.5), where a stream is asked for. */
const STATUS: ReadonlyMap<Close, number> = new Map<Close, number>([
  [CLOSE.signIn, 401],
  [CLOSE.notAllowed, 403],
  [CLOSE.noSuchBoard, 404],
]);

const log = getLogger(["boardcast", "upgrade"]);

/** Whether `request` asks for a WebSocket (RFC 6455, section 4.1). */
export function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** Authenticates, authorizes, admits and upgrades. */
export class Upgrade {
  readonly #parts: UpgradeParts;

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
  }

  /** The answer to a request for a WebSocket. */
  async handle(request: Request, front: Origin): Promise<Response> {
    const dialect: Dialect = subprotocols(request).includes(SUBPROTOCOL) ? "v1" : "plain";
    if (!isHandshake(request)) {
      return new Response("This is not a WebSocket handshake (RFC 6455)\n", { status: 400 });
    }
    const outcome = await this.#check(request, front, dialect);
    if ("close" in outcome) {
      this.#note(request, front, outcome);
      return refuse(request, dialect, outcome);
    }
    const { socket, response } = upgrade(request, dialect, this.#parts.limits.heartbeatMs);
    socket.binaryType = "arraybuffer";
    this.#connect(socket, dialect, request, outcome);
    return response;
  }

  /** Whether `request` asks for a board's events as a stream. */
  isStream(request: Request): boolean {
    return isEventStreamRequest(request) &&
      this.#parts.catalog.route(new URL(request.url).pathname) !== undefined;
  }

  /** The answer to a request for a board's events as a stream: what a WebSocket of our own carries, one way. */
  async stream(request: Request, front: Origin): Promise<Response> {
    const outcome = await this.#check(request, front, "v1");
    if ("close" in outcome) {
      this.#note(request, front, outcome);
      return refuseWithStatus(outcome);
    }
    const stream = new EventStream({
      positions: () => encodePositions(connection.positions),
      heartbeatMs: this.#parts.limits.heartbeatMs,
    });
    const connection = this.#connect(stream, "v1", request, outcome);
    return stream.response;
  }

  async #check(request: Request, front: Front, dialect: Dialect): Promise<Accepted | Refused> {
    const { catalog, authenticator, admission } = this.#parts;
    const { pathname } = new URL(request.url);
    const provenAt = this.#parts.now();
    const route = catalog.route(pathname);
    if (!route) return { close: CLOSE.noSuchBoard, reason: `There is no board at ${pathname}` };
    const credentials = dialect === "v1" ? ALL_CREDENTIALS : route.endpoint.credentials;
    const authentication = await authenticator.authenticate(request, credentials);
    if ("refused" in authentication) return { close: CLOSE.signIn, reason: authentication.refused };
    const { identity } = authentication;
    const access = await route.endpoint.authorize(identity, route.params);
    if ("denied" in access) return { close: CLOSE[access.denied], reason: access.reason, identity };
    const obstacle = admission.check(request, front, identity);
    if (!obstacle) return { provenAt, route, identity, groups: access.groups };
    return {
      close: obstacle.refused === "full" ? CLOSE.tryLater : CLOSE.notAllowed,
      reason: obstacle.reason,
      identity,
    };
  }

  #connect(
    wire: Wire,
    dialect: Dialect,
    request: Request,
    { provenAt, route, identity, groups }: Accepted,
  ): Connection {
    const { connections, authenticator, limits } = this.#parts;
    const { pathname, searchParams } = new URL(request.url);
    const isStream = isEventStreamRequest(request);
    const groupsPerConnection = isStream
      ? Math.min(STREAM_GROUPS, limits.groupsPerConnection)
      : limits.groupsPerConnection;
    const connection: Connection = new Connection({
      ...this.#parts,
      wire,
      dialect,
      remote: remoteKind(request),
      identity,
      provenAt,
      path: pathname,
      board: route.board.name,
      endpoint: route.endpoint,
      params: route.params,
      limits: { ...limits, groupsPerConnection },
      traffic: connections.traffic,
      proveToken: (token) => authenticator.proveToken(token),
      onClosed: (close) => connections.remove(connection, close),
    });
    const joins = dialect === "plain" ? [] : searchParams.getAll("join");
    const resume = isStream ? resumeText(request) : searchParams.get("resume");
    // Not before: a peer that goes away during the handshake causes no event at all.
    wire.addEventListener("open", () => {
      connections.add(connection);
      const now = this.#parts.catalog.route(pathname);
      // Boards may have changed while it was asked who this is.
      if (now?.endpoint !== route.endpoint) return connection.close(now ? CLOSE.changed : CLOSE.noSuchBoard);
      const beginning = { groups, joins, resume: dialect === "plain" ? null : resume };
      connection.begin(beginning).catch((error) => connection.fail(error));
    });
    return connection;
  }

  #note(request: Request, { address }: Origin, { close, reason, identity }: Refused): void {
    const { connections, refusals } = this.#parts;
    const { code } = close;
    connections.noteRefusal(close);
    refusals.note({
      code,
      path: new URL(request.url).pathname,
      reason,
      subject: identity?.subject ?? null,
      address,
    });
    log.debug("Refused an upgrade with {code}: {reason}", { code, reason });
  }
}

/** A plain client sees an HTTP status; one of our own a close code, since a browser shows it nothing else. */
function refuse(request: Request, dialect: Dialect, { close, reason }: Refused): Response {
  if (dialect === "plain") return refusalResponse(close, reason);
  const { socket, response } = upgrade(request, dialect, REFUSED_IDLE);
  socket.addEventListener("open", () => socket.close(close.code, shortened(reason)));
  return response;
}

/** Who reads a stream is told by the HTTP status what the close code would have said. */
function refuseWithStatus({ close, reason }: Refused): Response {
  const status = STATUS.get(close);
  return status ? Response.json({ error: reason }, { status }) : refusalResponse(close, reason);
}

function isHandshake(request: Request): boolean {
  const { headers, method } = request;
  const connection = (headers.get("connection") ?? "").toLowerCase().split(",").map((token) => token.trim());
  return method === "GET" && connection.includes("upgrade") && headers.has("sec-websocket-key") &&
    headers.get("sec-websocket-version") === "13";
}

/** A token is never echoed: it is the other subprotocol that is answered. */
function upgrade(request: Request, dialect: Dialect, heartbeatMs: number): Deno.WebSocketUpgrade {
  const offered = subprotocols(request).find((name) => !name.toLowerCase().startsWith(BEARER_SUBPROTOCOL));
  const protocol = dialect === "v1" ? SUBPROTOCOL : offered;
  const upgraded = Deno.upgradeWebSocket(request, { idleTimeout: Math.ceil(heartbeatMs / 1000) });
  // Deno's own option knows only lists with a space behind each comma, which RFC 6455 does not ask for.
  if (protocol !== undefined) upgraded.response.headers.set("sec-websocket-protocol", protocol);
  return upgraded;
}

function refusalResponse(close: Close, reason: string): Response {
  if (close !== CLOSE.tryLater) return Response.json({ error: reason }, { status: 403 });
  return Response.json({ error: reason }, { status: 503, headers: { "retry-after": "5" } });
}

/** A close reason has 123 bytes at most (RFC 6455, section 5.5). */
function shortened(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  return bytes.length <= 123 ? reason : new TextDecoder().decode(bytes.slice(0, 120)).replace(/�+$/, "");
}
