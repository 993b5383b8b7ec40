/** Everything that this app keeps on a device has a name that begins so. */
const PREFIX = "arogya";
/** Browsers before Firefox 126 cannot list databases; these are always there. */
const KNOWN = ["arogya-vaults", "arogya-keys"];
/** Another tab that does not let go is asleep: the browser closes it when it wakes, and then the deletion goes on. */
const BLOCKED_MS = 10_000;

const databaseNames = async (): Promise<string[]> => {
  if (typeof indexedDB.databases !== "function") return KNOWN;
  const all = await indexedDB.databases();
  return all.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name] : []));
};

/** Resolves when the database is gone; false when something still holds it open after a while. */
const deleteDatabase = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    const timer = setTimeout(() => resolve(false), BLOCKED_MS);
    const settle = (isGone: boolean): void => {
      clearTimeout(timer);
      resolve(isGone);
    };
    request.onsuccess = () => settle(true);
    request.onerror = () => settle(false);
  });

const clear = (open: () => Storage): void => {
  try {
    open().clear();
  } catch {
    // Denied by the browser: there was nothing in it.
  }
};

/**
 * Destroys everything that the app keeps in this browser: databases (records, sessions, keys), caches, the service
 * worker, and what the page stored. Called by a page, after every worker has closed its store. Again after it was cut
 * off: it deletes what is left. [QR34]
 * @param keep what stands in localStorage afterwards: nothing about a person or a patient belongs here.
 * @returns names of databases that are still there.
 */
export const wipeThisBrowser = async (keep: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  for (const name of await databaseNames()) await deleteDatabase(name);
  if (typeof caches !== "undefined")
    for (const name of await caches.keys().catch(() => [])) await caches.delete(name);
  const registrations = (await navigator.serviceWorker?.getRegistrations().catch(() => [])) ?? [];
  for (const registration of registrations) await registration.unregister().catch(() => false);
  clear(() => sessionStorage);
  clear(() => localStorage);
  for (const [key, value] of Object.entries(keep))
    try {
      localStorage.setItem(key, value);
    } catch {
      // No storage: nothing is kept, which is what was asked for.
    }
  return typeof indexedDB.databases === "function" ? databaseNames() : [];
};
