import type { Down } from "@arogyasync/shared/protocol";
import type { Admission, RelaySocket, SessionDeps } from "./session.ts";
import { Session } from "./session.ts";

/** All open connections: who is there, who must be told, who has too many. */
export class Sessions {
  readonly #deps: SessionDeps;
  readonly #open = new Set<Session>();

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  accept(socket: RelaySocket, admission: Admission): void {
    const isRoom = this.#makeRoom(admission.who.device);
    const session = new Session(this.#deps, socket, admission);
    this.#open.add(session);
    this.#deps.events.connected(1);
    session.onClosed(() => {
      this.#open.delete(session);
      this.#deps.events.connected(-1);
    });
    if (!isRoom) session.refuse();
  }

  wake(feeds: ReadonlySet<string>): void {
    for (const session of this.#open) session.wake(feeds);
  }

  /** Somebody else wrote into the log: everybody looks. */
  wakeAll(): void {
    for (const session of this.#open) session.wakeAll();
  }

  /** What is written to sockets and not taken by their peers yet, over all connections. */
  bufferedBytes(): number {
    let sum = 0;
    for (const session of this.#open) sum += session.bufferedBytes();
    return sum;
  }

  /** Rights have moved: every connection is looked at. One that fails is no reason to spare the others. [QR20] */
  async recheck(): Promise<void> {
    await Promise.all(
      Array.from(this.#open, (session) =>
        session.recheck().catch((error: unknown) => this.#deps.events.bug(error)),
      ),
    );
  }

  /** Those that still sign with another receipt key than this one are to come again. */
  retire(key: Uint8Array): void {
    for (const session of this.#open) session.retire(key);
  }

  broadcast(message: Down): void {
    for (const session of this.#open) session.send(message);
  }

  goAway(): void {
    for (const session of this.#open) session.goAway();
  }

  /** Whether the device may have one more connection; one that was opened and never said hello gives way. */
  #makeRoom(device: string): boolean {
    const mine = [...this.#open].filter((session) => session.device === device);
    if (mine.length < this.#deps.limits.maxConnectionsPerDevice) return true;
    const silent = mine.find((session) => !session.isGreeted);
    silent?.refuse();
    return silent !== undefined;
  }
}
