/**
 * Calls `lead` when this tab becomes the one that owns the connection (a Web Lock), for as long as it lives. The lock
 * passes on by itself when the tab closes or crashes. `waited`: another tab led until now.
 */
export const electLeader = async (name: string, lead: (waited: boolean) => void): Promise<void> => {
  const hold = (waited: boolean): Promise<never> => {
    lead(waited);
    return new Promise<never>(() => {}); // held until this tab goes away
  };
  await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? hold(false) : undefined));
  await navigator.locks.request(name, () => hold(true));
};

/** Runs `work` alone among all tabs: a rotating refresh token may be used once only. */
export const exclusively = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  navigator.locks.request(name, work) as Promise<T>;
