/** One message-oriented connection, already open. Binary frames only. */
export interface Socket {
  send(frame: Uint8Array): void;
  close(code?: number, reason?: string): void;
  /** Bytes handed to `send` that have not left this process yet. */
  bufferedBytes(): number;
  onMessage(fn: (frame: Uint8Array) => void): void;
  onClose(fn: (code: number, reason: string) => void): void;
}

/** Opens a connection with a ticket for this one connection; rejects when it cannot. */
export type Dial = (ticket: string) => Promise<Socket>;
