import { bytesToBase64Url, sha256, utf8ToBytes } from "@arogyasync/shared/bytes";
import type { Random } from "@arogyasync/shared/ports";
import { TICKET_MS } from "@arogyasync/shared/protocol";
import { keyOf } from "./keys.ts";
import type { TokenClaims } from "./token-mint.ts";

/** More waiting tickets than this of one key means that something asks and never connects: the oldest give way. */
const MAX_PER_KEY = 8;
const MAX_TICKETS = 20_000;

interface Issued {
  readonly claims: TokenClaims;
  readonly owner: string;
  readonly expiresAt: number;
}

/**
 * Tickets for `/log`: 32 random bytes, good once and for 30 s. Kept in memory by their hash: a restart forgets them, and
 * every client simply asks for another. [ID20]
 */
export class Tickets {
  readonly #random: Random;
  /** Oldest first. */
  readonly #issued = new Map<string, Issued>();
  readonly #byOwner = new Map<string, string[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  issue(claims: TokenClaims, now: number): string {
    for (const [name, { expiresAt }] of this.#issued) {
      if (expiresAt >= now && this.#issued.size < MAX_TICKETS) break;
      this.#drop(name);
    }
    const ticket = bytesToBase64Url(this.#random.bytes(32));
    const name = nameOf(ticket);
    const owner = keyOf(claims.key);
    const [oldest, ...others] = this.#byOwner.get(owner) ?? [];
    if (oldest !== undefined && others.length + 1 >= MAX_PER_KEY) this.#drop(oldest);
    this.#issued.set(name, { claims, owner, expiresAt: now + TICKET_MS });
    this.#byOwner.set(owner, [...(this.#byOwner.get(owner) ?? []), name]);
    return ticket;
  }

  /** Whose it is; undefined when it was never issued, was used already, or is too old. Using it up is what asking does. */
  redeem(ticket: string, now: number): TokenClaims | undefined {
    const name = nameOf(ticket);
    const issued = this.#issued.get(name);
    if (!issued) return undefined;
    this.#drop(name);
    return issued.expiresAt >= now ? issued.claims : undefined;
  }

  get size(): number {
    return this.#issued.size;
  }

  #drop(name: string): void {
    const owner = this.#issued.get(name)?.owner;
    this.#issued.delete(name);
    if (owner === undefined) return;
    const rest = (this.#byOwner.get(owner) ?? []).filter((other) => other !== name);
    if (rest.length > 0) this.#byOwner.set(owner, rest);
    else this.#byOwner.delete(owner);
  }
}

const nameOf = (ticket: string): string => keyOf(sha256(utf8ToBytes(ticket)));
