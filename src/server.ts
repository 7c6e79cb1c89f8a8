import { getLogger } from "@logtape/logtape";
import { Authenticator } from "./auth/authenticate.ts";
import { Endings } from "./auth/endings.ts";
import { Memberships } from "./auth/memberships.ts";
import { Passwords } from "./auth/password.ts";
import { installationId, loadSecret, sharedSecret } from "./auth/server_secret.ts";
import { Sessions } from "./auth/sessions.ts";
import { SignIn } from "./auth/sign_in.ts";
import { Tickets } from "./auth/tickets.ts";
import { Tokens } from "./auth/tokens.ts";
import { Users } from "./auth/users.ts";
import { type Backend, type BackendEvents, StorageError, type Store } from "./backend/backend.ts";
import { newNode, type Nodes } from "./backend/nodes.ts";
import { WhileFirst } from "./backend/while_first.ts";
import { LocalBackend } from "./backend/local/local_backend.ts";
import { driverFor } from "./backend/redis/driver_for.ts";
import { RedisBackend } from "./backend/redis/redis_backend.ts";
import { placeOf, redisOptions } from "./backend/redis/redis_options.ts";
import { RedisWayIn } from "./backend/redis/way_in/redis_way_in.ts";
import { DjangoBridges } from "./backend/django/django_bridges.ts";
import type { Publish } from "./board/board.ts";
import { BoardCatalog } from "./board/board_catalog.ts";
import { type BoardChanges, boardChanges } from "./board/board_changes.ts";
import { builtinBoards } from "./board/builtin/builtin_boards.ts";
import { DeclaredBoards } from "./board/declared_boards.ts";
import { foreignMessages, singleGroups } from "./board/foreign_messages.ts";
import { groupTraits } from "./board/group_traits.ts";
import { Publisher } from "./board/publisher.ts";
import { redisMessages } from "./board/redis_messages.ts";
import { type Config, dataFolder } from "./config/config.ts";
import { Admission } from "./connection/admission.ts";
import { Connections } from "./connection/connections.ts";
import { LagWatch } from "./connection/lag_watch.ts";
import { Refusals } from "./connection/refusals.ts";
import { isUpgrade, Upgrade } from "./connection/upgrade.ts";
import { Demand } from "./group/demand.ts";
import { Durations } from "./group/durations.ts";
import { GroupRegistry } from "./group/group_registry.ts";
import { createApp } from "./http/app.ts";
import { DemandHook } from "./http/demand_hook.ts";
import { Listener } from "./http/listener.ts";
import { Metrics } from "./http/metrics.ts";
import { metricsSource } from "./http/metrics_source.ts";
import { Trend } from "./http/operations/trend.ts";
import { peerOf } from "./http/peer.ts";
import { VERSION } from "./version.ts";

/** Everything about who may sign in. */
export interface Accounts {
  readonly users: Users;
  readonly memberships: Memberships;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly upgradeTickets: Tickets;
  readonly signIn: SignIn;
  readonly authenticator: Authenticator;
}

/** A server that is listening. Disposing it closes every connection with a code that means reconnect. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly accounts: Accounts;
  /**
   * Makes the declared boards those of `config`. Connections stay, but for those of a board that is gone, or on which they may
   * not see any more what they see. Other settings count only at a start. The answer is which boards are others now.
   */
  reload(config: Config): Promise<BoardChanges>;
}

const log = getLogger(["boardcast", "server"]);

/**
 * Builds every part and listens.
 * @throws StorageError when the data folder cannot be used. @throws Deno.errors.AddrInUse
 */
export async function startServer(config: Config): Promise<RunningServer> {
  await using stack = new AsyncDisposableStack();
  const built = Promise.withResolvers<void>();
  const backend: Backend = stack.use(
    await openBackend(config, {
      ruleOf: (group, event) => catalog.rule(group, event),
      onPublications: (turn) => groups.deliver(turn),
      onAcknowledged: (group, offsets) => groups.tellAcknowledged(group, offsets),
      onLost: (name, { from, to, since, until }) =>
        groups.announce({ isAbout: (group) => group === name, since, until, offsets: { from, to } }),
      onRestarted: (name, before) => groups.restarted(name, before),
      onTold: (topic, names) => built.promise.then(() => groups.heard(topic, names)),
    }),
  );
  const { records, nodes } = backend;
  const secret = await secretOf(config, backend.store);
  const accounts = openAccounts({ ...config, secret }, backend.store);
  const demand = new Demand();
  const groups: GroupRegistry = stack.use(
    new GroupRegistry({
      records,
      demand,
      nodes,
      traitsOf: (name) => groupTraits(catalog, name),
      isBackendWell: (name) => backend.problem() === null && !django.isDeafTo(name),
      isFedBy: (layer, name) => django.isFedBy(layer, name),
    }),
  );
  const declared = new DeclaredBoards(accounts.memberships);
  const builtin = builtinBoards(config.boards, { ...backend, groups, memberships: accounts.memberships });
  const catalog: BoardCatalog = new BoardCatalog([...builtin, ...declared.of(config.boards)]);
  const publisher = new Publisher(catalog, backend.records, {
    maxBytes: config.limits.publicationBytes,
    onPublished: (drafts) => drafts.forEach(({ group, text }) => django.send(group, text)),
  });
  const installation = installationId(secret);
  const django: DjangoBridges = stack.use(
    new DjangoBridges(config.django, {
      installation,
      node: config.backend === "local" ? null : nodes.self.id,
      boards: foreignMessages(catalog, publisher),
      followed: () => [...demand.watched, ...singleGroups(catalog)],
      hasOthers: () => nodes.all.length > 1,
      onUnheard: (unheard) => groups.announceUnheard(unheard.layer, unheard),
    }),
  );
  if (config.redis.wayIn) stack.use(wayIn(config, nodes, publisher));
  const publish = publishAndLog(publisher);
  for (const { run } of catalog.all) if (run) stack.use(new WhileFirst(nodes, () => run(publish)));
  const connections = new Connections(new Endings(backend.store), nodes);
  const lagWatch = stack.use(new LagWatch(config.limits.slowMs));
  const refusals = new Refusals();
  const upgrade = new Upgrade({
    catalog,
    authenticator: accounts.authenticator,
    admission: new Admission(connections, { ...config.limits, origins: config.origins }),
    connections,
    refusals,
    records,
    groups,
    lagWatch,
    limits: config.limits,
    now: () => backend.store.now,
    server: `boardcast/${VERSION}`,
  });
  const loopDelays = new Durations();
  const counting = { connections, groups, lagWatch, publisher, records, django };
  const { publishToViewer } = groups.timings;
  const trend = stack.use(new Trend({ ...counting, nodes, publishToViewer }));
  const app = createApp({
    ...accounts,
    config,
    version: VERSION,
    backend,
    catalog,
    upgrade,
    connections,
    groups,
    demand,
    django,
    metrics: stack.use(new Metrics(metricsSource(counting), loopDelays)),
    operations: {
      ...counting,
      backend,
      backendName: config.backend,
      catalog,
      refusals,
      sessions: accounts.sessions,
      trend,
      loopDelays,
      limits: config.limits,
    },
    publisher,
    publish,
  });
  const listener = new Listener(config, (request, { remoteAddr }) => {
    if (!URL.canParse(request.url)) return new Response("The Host cannot be understood\n", { status: 400 });
    const peer = peerOf(request, remoteAddr, { proxies: config.proxies, tls: config.tls.certFile !== null });
    return isUpgrade(request) ? upgrade.handle(request, peer) : app.fetch(request, { peer });
  });
  stack.use(listener);
  // Before the listener, which would wait for their consumers.
  stack.use(demand);
  if (Object.keys(config.django).length > 0) stack.use(demand.watch(() => django.followedChanged()));
  if (config.demand.hookUrl !== null) {
    const hook = { url: config.demand.hookUrl, secret: config.demand.hookSecret };
    stack.use(new WhileFirst(nodes, () => new DemandHook(demand, hook)));
  }
  // Disposed before the listener, which would close them with a code of its own.
  stack.use(connections);
  built.resolve();
  const parts = stack.move();
  const reload = async ({ boards }: Config) => {
    const before = catalog.all;
    const after = [...builtin, ...declared.of(boards)];
    catalog.replace(after);
    // In memory at once; what cannot be deleted from the disk now is dropped again at the next start.
    const deleted = records.rulesChanged().catch(({ message }) => log.error("{message}", { message }));
    groups.traitsChanged();
    django.followedChanged();
    await connections.reauthorize(catalog);
    await deleted;
    return boardChanges(before, after);
  };
  return { url: listener.url, accounts, reload, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** Opens where the configuration says that everything is kept. @throws StorageError */
export async function openBackend(config: Config, events: BackendEvents): Promise<Backend> {
  const self = newNode(VERSION);
  if (config.backend === "local") return new LocalBackend(dataFolder(config), events, self);
  return await RedisBackend.open(redisOptions(config.redis), events, self);
}

/** The secret of the server: with Redis all nodes have the same. @throws StorageError */
export async function secretOf(config: Config, store: Store): Promise<string> {
  if (config.backend === "local") return loadSecret(config.secret, dataFolder(config));
  return await sharedSecret(config.secret, store);
}

/** Everything about who may sign in, for a server or for the command line beside it. */
export function openAccounts({ secret, ...config }: Config & { secret: string }, store: Store): Accounts {
  const passwords = new Passwords();
  const users = new Users(store, passwords);
  const memberships = new Memberships(store);
  const sessions = new Sessions(store);
  const tokens = new Tokens({ ...config.tokens, secret });
  const upgradeTickets = new Tickets(store, "upgrade");
  const signIn = new SignIn({ users, passwords, sessions, links: new Tickets(store, "link"), secret });
  const { apiKey } = config;
  const authenticator = new Authenticator({ tokens, users, memberships, sessions, upgradeTickets, apiKey });
  return { users, memberships, sessions, tokens, upgradeTickets, signIn, authenticator };
}

/** What a board has to say never fails the request that caused it. */
function publishAndLog(publisher: Publisher): Publish {
  return async (...items) => {
    try {
      await publisher.publishOwn(...items);
      return true;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      log.error("Cannot publish to {group}: {reason}", { group: items[0]?.group, reason: error.message });
      return false;
    }
  };
}

/** Redis as a way in, for producers that have no HTTP. */
function wayIn({ redis }: Config, nodes: Nodes, publisher: Publisher): RedisWayIn {
  const options = redisOptions(redis);
  return new RedisWayIn({
    newDriver: driverFor(options),
    place: placeOf(options),
    prefix: options.prefix,
    nodes,
    take: redisMessages(publisher),
  });
}
