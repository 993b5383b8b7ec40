/** Cryptographic randomness in a real process; a seeded stream in a simulated one. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** Uniform in [0, 1), for jitter only: never for ids, keys or nonces. */
  fraction(): number;
}
