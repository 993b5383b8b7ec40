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

/** Holds `name` together with others until the function that it gives is called, or this tab is gone. */
export const hold = (name: string): Promise<() => void> =>
  new Promise((held, failed) => {
    navigator.locks
      .request(name, { mode: "shared" }, () => new Promise<void>((release) => held(release)))
      .catch(failed);
  });

/** Whether any tab holds a name that begins so. */
export const isAnyHeld = async (prefix: string): Promise<boolean> =>
  (await navigator.locks.query()).held?.some(({ name }) => name?.startsWith(prefix)) ?? false;

/** Runs `work` if no tab holds `name`; nobody can take it meanwhile. */
export const ifAlone = (name: string, work: () => Promise<void>): Promise<void> =>
  navigator.locks.request(name, { ifAvailable: true }, (lock) =>
    lock ? work() : undefined,
  ) as Promise<void>;
