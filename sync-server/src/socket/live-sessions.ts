import type { Authenticated } from "../core/auth.ts";
import { LiveSession, type LiveSessionDeps, type LiveSocket } from "./live-session.ts";

/** All open connections to `/live`. */
export class LiveSessions {
  readonly #deps: LiveSessionDeps & { readonly onBug: (error: unknown) => void };
  readonly #open = new Set<LiveSession>();

  constructor(deps: LiveSessionDeps & { readonly onBug: (error: unknown) => void }) {
    this.#deps = deps;
  }

  accept(socket: LiveSocket, who: Authenticated): void {
    const mine = [...this.#open].filter(({ device }) => device === who.device).length;
    const session = new LiveSession(this.#deps, socket, who);
    this.#open.add(session);
    this.#deps.events().connected(1);
    session.onClosed(() => {
      this.#open.delete(session);
      this.#deps.events().connected(-1);
    });
    if (mine >= this.#deps.limits.maxLiveConnectionsPerDevice) session.refuse();
  }

  /** Rights have moved: every connection is looked at. One that fails is no reason to spare the others. [LV6] */
  async recheck(): Promise<void> {
    await Promise.all(Array.from(this.#open, (session) => session.recheck().catch(this.#deps.onBug)));
  }

  goAway(): void {
    for (const session of this.#open) session.goAway();
  }
}
