/** Raw DEFLATE (RFC 1951). `inflate` rejects with an Error when the output would exceed `maxBytes`: no bombs. */
export interface Compression {
  deflate(data: Uint8Array): Promise<Uint8Array>;
  inflate(data: Uint8Array, maxBytes: number): Promise<Uint8Array>;
}
