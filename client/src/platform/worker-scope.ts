/** The few members of a dedicated worker's global that we use; the DOM library types `self` as a window. */
export interface WorkerScope {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  readonly navigator: WorkerNavigator;
}
