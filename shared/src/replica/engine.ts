import type { Cancel, Socket } from "../ports/index.ts";
import type { DocId } from "../records/index.ts";
import { Backoff } from "./backoff.ts";
import type { EngineContext, EngineDeps } from "./engine-context.ts";
import { setAsideDamaged } from "./heal.ts";
import { keepLastContactMs, readLastContactMs } from "./last-contact.ts";
import { reconcile } from "./reconcile.ts";
import { Session, type SessionEnd } from "./session.ts";
import { Standing } from "./standing.ts";
import { createTurns } from "./turns.ts";
import type { ConnectionState, EngineStatus, SendOutcome, SyncEngine } from "./types.ts";

/** A connection that lived this long was a good one: the next failure starts from the shortest wait again. */
const GOOD_CONNECTION_MS = 5_000;

/**
 * Keeps a replica and its relay in step: connects with a fresh token, offers the outbox, follows the log, comes back
 * with jitter. Blocked is where a person must act; everything is kept meanwhile. Doesn't know about tabs or screens.
 */
class Engine implements SyncEngine {
  readonly #deps: EngineDeps;
  readonly #backoff: Backoff;
  #context: EngineContext | undefined;
  #connection: ConnectionState = { state: "stopped" };
  #session: Session | undefined;
  #retry: Cancel | undefined;
  #life = 0;
  #lastContactMs: number | undefined;
  #clockOffsetMs: number | undefined;
  #bootstrap: EngineStatus["bootstrap"];
  #unwatch: (() => void) | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
  }

  async start(): Promise<void> {
    if (this.#connection.state !== "stopped" && this.#connection.state !== "blocked") return;
    const life = ++this.#life;
    this.#set({ state: "connecting" });
    await this.#deps.outbox.refresh();
    const context: EngineContext = {
      ...this.#deps,
      standing: await Standing.load(this.#deps.store),
      ingest: createTurns(),
      onStored: (ids) => {
        if (this.#deps.outbox.refusedCount > 0) this.#session?.stored(ids);
      },
      setBootstrap: (progress) => {
        this.#bootstrap = progress;
        this.#tell();
      },
    };
    const mendRest = await reconcile(context);
    this.#lastContactMs ??= await readLastContactMs(this.#deps.store);
    if (life !== this.#life) return;
    this.#context = context;
    this.#unwatch?.();
    this.#unwatch = this.#deps.outbox.onChange(() => {
      this.#session?.outboxChanged();
      this.#tell();
    });
    void this.#connect(life);
    mendRest(() => life !== this.#life).catch((error: unknown) => {
      this.#deps.log.error("chunks-not-mended", { error: String(error) });
    });
  }

  stop(): Promise<void> {
    this.#life++;
    this.#retry?.();
    this.#unwatch?.();
    this.#session?.finish({ kind: "closed", code: "stopped" });
    this.#session = undefined;
    this.#set({ state: "stopped" });
    return Promise.resolve();
  }

  outboxChanged(): void {
    this.#deps.outbox.refresh().catch((error: unknown) => {
      this.#deps.log.error("outbox-unreadable", { error: String(error) });
    });
  }

  status(): EngineStatus {
    const { outbox } = this.#deps;
    return {
      connection: this.#connection,
      pendingCount: outbox.pendingCount,
      refusedCount: outbox.refusedCount,
      oldestPendingAtMs: outbox.oldestPendingAtMs,
      lastContactMs: this.#lastContactMs,
      clockOffsetMs: this.#clockOffsetMs,
      bootstrap: this.#bootstrap,
    };
  }

  async damaged(id: DocId): Promise<void> {
    if (this.#context && (await setAsideDamaged(this.#context, id))) this.#session?.fetchMissing();
  }

  async sendNow(timeoutMs: number): Promise<SendOutcome> {
    await this.#deps.outbox.refresh();
    if (this.#connection.state === "offline" && this.#context) {
      this.#retry?.();
      void this.#connect(this.#life);
    }
    this.#session?.outboxChanged(true);
    return new Promise((resolve) => {
      const settle = (outcome: SendOutcome): void => {
        this.#watchers.delete(look);
        cancel();
        resolve(outcome);
      };
      const notSent = (reason: string): void =>
        settle({ outcome: "not-sent", pendingCount: this.#deps.outbox.pendingCount, reason });
      const look = (): void => {
        const { connection, pendingCount } = this.status();
        if (pendingCount === 0) settle({ outcome: "all-sent" });
        else if (connection.state === "blocked") notSent(connection.code);
        else if (connection.state === "offline") notSent(connection.reason);
        else if (connection.state === "stopped") notSent("stopped");
      };
      const cancel = this.#deps.clock.after(timeoutMs, () => notSent("timeout"));
      this.#watchers.add(look);
      look();
    });
  }

  async #connect(life: number): Promise<void> {
    const { link, clock, log } = this.#deps;
    this.#set({ state: "connecting" });
    let socket: Socket;
    try {
      const fetched = await link.access();
      if (life !== this.#life) return;
      if (!fetched.ok) {
        const { terminal, code, message } = fetched.error;
        return this.#over(life, terminal ? { kind: "blocked", code, message } : { kind: "closed", code });
      }
      socket = await link.dial(fetched.value.ticket);
    } catch (error) {
      log.debug("relay-unreachable", { error: String(error) });
      return this.#over(life, { kind: "closed", code: "relay-unreachable" });
    }
    if (life !== this.#life || !this.#context) return socket.close();
    let welcomedAt: number | undefined;
    const session = new Session(this.#context, socket, {
      onContact: () => {
        this.#lastContactMs = clock.now();
      },
      onWelcome: (welcome) => {
        welcomedAt = clock.now();
        this.#clockOffsetMs = welcome.nowMs - welcomedAt;
        keepLastContactMs(this.#deps.store, log, welcomedAt);
        this.#set({ state: "online", caughtUp: false });
      },
      onCaughtUp: (caughtUp) => {
        if (this.#session === session) this.#set({ state: "online", caughtUp });
      },
    });
    this.#session = session;
    session.start();
    const end = await session.ended;
    if (welcomedAt !== undefined && clock.now() - welcomedAt >= GOOD_CONNECTION_MS) this.#backoff.reset();
    if (this.#session === session) this.#session = undefined;
    this.#over(life, end);
  }

  #over(life: number, end: SessionEnd): void {
    if (life !== this.#life) return;
    this.#bootstrap = undefined;
    if (end.kind === "blocked") return this.#set({ state: "blocked", code: end.code, message: end.message });
    const waitMs = this.#backoff.nextMs();
    this.#retry = this.#deps.clock.after(waitMs, () => void this.#connect(life));
    this.#set({ state: "offline", retryAtMs: this.#deps.clock.now() + waitMs, reason: end.code });
  }

  #set(connection: ConnectionState): void {
    this.#connection = connection;
    this.#tell();
  }

  #tell(): void {
    this.#deps.events.onStatus(this.status());
    for (const fn of this.#watchers) fn();
  }
}

export const createSyncEngine = (deps: EngineDeps): SyncEngine => new Engine(deps);
