import { decodeDown, type Down, encodeUp, offeredProtocols } from "@arogyasync/shared/protocol";
import { WebSocket } from "ws";

export interface AttackAnswer {
  /** The code of the refusal, or the close code when nothing was said. */
  readonly code: string;
  /** From handing over the frame to hearing the refusal, milliseconds. */
  readonly ms: number;
  readonly isOpen: boolean;
}

/** A client with no manners: sends any bytes and reports the first thing it hears about them. */
export class AttackClient {
  readonly #ws: WebSocket;
  #heard: ((code: string, isLast: boolean) => void) | undefined;
  #isOpen = true;

  private constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on("message", (data) => {
      const message = decodeDown(new Uint8Array(data as Buffer));
      if (message.ok) this.#onMessage(message.value);
    });
    ws.on("close", (code) => {
      this.#isOpen = false;
      this.#heard?.(String(code), true);
    });
    ws.on("error", () => undefined);
  }

  /**
   * @param ticket without a good one nobody gets as far as a socket: every attacker of frames is an insider.
   * @param localAddress another loopback address, so that limits per address do not fall on bystanders.
   */
  static open(url: string, ticket: string, localAddress = "127.0.0.2"): Promise<AttackClient> {
    const ws = new WebSocket(`${url.replace(/^http/, "ws")}/log`, offeredProtocols(ticket), {
      perMessageDeflate: false,
      localAddress,
    });
    const client = new AttackClient(ws);
    return new Promise((resolve, reject) => {
      ws.once("open", () => resolve(client));
      ws.once("error", reject);
    });
  }

  /** Says hello from the device that the ticket is for. */
  async greet(device: string): Promise<void> {
    const answer = await this.attack(encodeUp({ t: "hello", device, app: "attack", clockMs: 0 }));
    if (answer.code !== "welcome") throw new Error(`no welcome: ${answer.code}`);
  }

  #onMessage(message: Down): void {
    if (message.t === "failure") this.#heard?.(message.code, true);
    else if (message.t === "refuse" || message.t === "retry")
      this.#heard?.(message.items[0]?.code ?? "none", false); // the ack of that push follows
    else if (message.t === "ack") this.#heard?.("accepted", true);
    else if (message.t === "welcome") this.#heard?.("welcome", true);
  }

  attack(frame: Uint8Array, timeoutMs = 20_000): Promise<AttackAnswer> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const timer = setTimeout(() => {
        this.#heard = undefined;
        reject(new Error("no answer"));
      }, timeoutMs);
      let first: { code: string; ms: number } | undefined;
      this.#heard = (code, isLast) => {
        first ??= { code, ms: performance.now() - start };
        if (!isLast) return;
        clearTimeout(timer);
        this.#heard = undefined;
        resolve({ ...first, isOpen: this.#isOpen });
      };
      this.#ws.send(frame);
    });
  }

  close(): void {
    this.#ws.terminate();
  }
}
