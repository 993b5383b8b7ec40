import type { DeviceHints } from "./device-name.ts";

/** The few members of a dedicated worker's global that we use; the DOM library types `self` as a window. */
export interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "message" | "online" | "offline", listener: (event: Event) => void): void;
  readonly navigator: { readonly onLine: boolean } & DeviceHints;
  readonly location: { readonly origin: string };
}
