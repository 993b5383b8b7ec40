import type { Result } from "@arogyasync/shared/result";

/** Whom an access token or a ticket speaks for. */
export interface TokenClaims {
  readonly user: string;
  readonly device: string;
  readonly key: Uint8Array;
  /** The session's id; services, which prove their key every time, have none. */
  readonly session?: Uint8Array | undefined;
}

/** Short-lived access tokens. */
export interface TokenMint {
  mint(claims: TokenClaims, now: number, expiresAt: number): Promise<string>;
  read(token: string, now: number): Promise<Result<TokenClaims, "token-expired" | "token-invalid">>;
}
