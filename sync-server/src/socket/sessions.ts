import type { Down } from "@arogyasync/shared/protocol";
import type { RelaySocket, SessionDeps } from "./session.ts";
import { Session } from "./session.ts";

/** All open connections: who is there, who must be told, who has too many. */
export class Sessions {
  readonly #deps: SessionDeps;
  readonly #open = new Set<Session>();

  constructor(deps: Omit<SessionDeps, "admitDevice">) {
    this.#deps = { ...deps, admitDevice: (device) => this.#admit(device) };
  }

  accept(socket: RelaySocket): void {
    const session = new Session(this.#deps, socket);
    this.#open.add(session);
    this.#deps.events.connected(1);
    session.onClosed(() => {
      this.#open.delete(session);
      this.#deps.events.connected(-1);
    });
  }

  wake(feeds: ReadonlySet<string>): void {
    for (const session of this.#open) session.wake(feeds);
  }

  /** Somebody else wrote into the log: everybody looks. */
  wakeAll(): void {
    for (const session of this.#open) session.wakeAll();
  }

  /** Rights have moved: every connection is looked at. One that fails is no reason to spare the others. [QR20] */
  async recheck(): Promise<void> {
    await Promise.all(
      Array.from(this.#open, (session) =>
        session.recheck().catch((error: unknown) => this.#deps.events.bug(error)),
      ),
    );
  }

  broadcast(message: Down): void {
    for (const session of this.#open) session.send(message);
  }

  goAway(): void {
    for (const session of this.#open) session.goAway();
  }

  #admit(device: string): boolean {
    let count = 0;
    for (const session of this.#open) if (session.device === device) count++;
    return count < this.#deps.limits.maxConnectionsPerDevice;
  }
}
