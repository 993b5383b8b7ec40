/**
 * Calls `lead` when this tab becomes the one that owns the connection (a Web Lock), for as long as it lives. The lock
 * passes on by itself when the tab closes or crashes.
 */
export const electLeader = (name: string, lead: () => void): void => {
  void navigator.locks.request(name, () => {
    lead();
    return new Promise<never>(() => {}); // held until this tab goes away
  });
};

/** Runs `work` alone among all tabs: a rotating refresh token may be used once only. */
export const exclusively = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  navigator.locks.request(name, work) as Promise<T>;
