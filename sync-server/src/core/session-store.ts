/** Why a session is over. */
export type SessionEndWhy = "signed-out" | "ended" | "password-changed" | "refresh-reused";

/** One sign-in of one person on one device: a family of refresh tokens. */
export interface SessionRecord {
  /** 16 bytes; the tokens' family. */
  readonly id: Uint8Array;
  readonly user: string;
  readonly device: string;
  /** The device's label, as it stands now. */
  readonly label: string;
  readonly key: Uint8Array;
  /** The app's version at its last use; empty when it did not say. */
  readonly app: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly endedAt: number | undefined;
}

export interface RefreshRecord {
  readonly hash: Uint8Array;
  readonly key: Uint8Array;
  readonly family: Uint8Array;
  readonly parent: Uint8Array | undefined;
  readonly expiresAt: number;
  readonly supersededAt: number | undefined;
}

/** Sessions and their refresh tokens. Tokens are known by their hash alone. */
export interface SessionStore {
  begin(
    session: Pick<SessionRecord, "id" | "user" | "device" | "key" | "app">,
    token: { readonly hash: Uint8Array; readonly expiresAt: number },
    now: number,
  ): Promise<void>;
  /** Gives the session its next token. */
  rotate(
    next: Omit<RefreshRecord, "supersededAt"> & { readonly app: string | undefined },
    now: number,
  ): Promise<void>;
  findRefresh(hash: Uint8Array): Promise<RefreshRecord | undefined>;
  /** Marks the token as replaced, if it is not already. */
  supersede(hash: Uint8Array, now: number): Promise<void>;
  find(id: Uint8Array): Promise<SessionRecord | undefined>;
  /** Those of a person that are not over, last used first. */
  listOf(user: string): Promise<SessionRecord[]>;
  /** Ends one; false when it was over or is not there. */
  end(id: Uint8Array, why: SessionEndWhy, now: number): Promise<boolean>;
  /** Ends all of a person, except perhaps one; gives how many. */
  endAll(user: string, except: Uint8Array | undefined, why: SessionEndWhy, now: number): Promise<number>;
}
