/** Messages between the tabs of this app. A sender does not hear itself. */
export interface TabBus<M> {
  send(message: M): void;
  onMessage(fn: (message: M) => void): void;
}

export const createTabBus = <M>(name: string): TabBus<M> => {
  const channel = new BroadcastChannel(name);
  return {
    send: (message) => channel.postMessage(message),
    onMessage: (fn) => channel.addEventListener("message", (event: MessageEvent) => fn(event.data as M)),
  };
};
