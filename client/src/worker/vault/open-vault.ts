import { noSeal, type Seal } from "@arogyasync/shared/ports";
import { createAesSeal } from "../../platform/aes-seal.ts";
import { consoleLog } from "../../platform/console-log.ts";
import { createIndexedDbStore } from "../../platform/indexeddb-store.ts";
import { electLeader, exclusively } from "../../platform/leadership.ts";
import { createTabBus } from "../../platform/tab-bus.ts";
import { databaseOf } from "../../platform/vault-records.ts";
import { webClock } from "../../platform/web-clock.ts";
import { webCompression } from "../../platform/web-compression.ts";
import { webRandom } from "../../platform/web-random.ts";
import { forgetSigner, openSigner, webVerifier } from "../../platform/web-signer.ts";
import type { WorkerScope } from "../../platform/worker-scope.ts";
import type { WorkerEvent } from "../api.ts";
import { createBackend } from "../backend.ts";
import type { Account } from "../session/account.ts";
import { createSessionStore, type SessionStore } from "../session/session-store.ts";
import type { TabMessage } from "../tab-messages.ts";
import type { DraftChange } from "./drafts.ts";
import type { VaultParts } from "./gate-deps.ts";
import type { VaultRecords } from "./vault-record.ts";

/**
 * The negative-control build (VITE_UNSAFE_PLAIN=1, used by the end-to-end tests only) writes everything in the clear, to
 * prove that the search of the disk would find it. [VA10]
 */
const sealOf = (key: CryptoKey): Seal =>
  import.meta.env["VITE_UNSAFE_PLAIN"] === "1" ? noSeal : createAesSeal(key);

/**
 * One vault in this browser: its database under its key, and its own leader, lock and channels, so that the tabs of two
 * people on one device never mix. [VA2]
 */
export const openVaultParts = (input: {
  readonly vaultId: string;
  readonly key: CryptoKey;
  readonly scope: WorkerScope;
  readonly tab: string;
  readonly records: VaultRecords;
  account(sessions: SessionStore): Promise<Account>;
  onPending(count: number): void;
  notify(event: WorkerEvent): void;
}): VaultParts => {
  const { vaultId, scope } = input;
  const named = (what: string): string => `arogya-${what}-${vaultId}`;
  const store = createIndexedDbStore({ database: databaseOf(vaultId), seal: sealOf(input.key) });
  const sessions: SessionStore = {
    ...createSessionStore(store, webRandom),
    device: () => input.records.device(),
  };
  const backend = createBackend({
    store,
    clock: webClock,
    random: webRandom,
    log: consoleLog,
    compression: webCompression,
    verifier: webVerifier,
    bus: createTabBus<TabMessage>(named("tabs")),
    sessions,
    account: () => input.account(sessions),
    relayApi: async (access) => (await import("../session/relay-api.ts")).createRelayApi(access),
    workshop: async (deps) => (await import("../workshop.ts")).openWorkshop(deps),
    departure: async (seed) => {
      const [{ createDeparture }, { webSalvage }, { fetchRelayKeys }, { keepDepartureNote: keepNote }] =
        await Promise.all([
          import("../departure.ts"),
          import("../../platform/salvage-http.ts"),
          import("../../platform/relay-keys.ts"),
          import("../../platform/departure-note.ts"),
        ]);
      return createDeparture({
        ...seed,
        http: webSalvage,
        relayKeys: fetchRelayKeys,
        keepNote,
        others: async () =>
          (await input.records.all()).flatMap(({ id, unsent }) => (id === vaultId ? [] : [unsent])),
        async removeVault(keyName) {
          await input.records.remove(vaultId);
          await forgetSigner(keyName);
        },
      });
    },
    tab: input.tab,
    openSigner,
    link: async (access) =>
      (await import("../../platform/relay-link.ts")).createRelayLink(scope.location.origin, access),
    electLeader: (lead) => void electLeader(named("leader"), lead),
    exclusive: (work) => exclusively(named("write"), work),
    browserOnline: () => scope.navigator.onLine,
    onBrowserOnline(fn) {
      scope.addEventListener("online", fn);
      scope.addEventListener("offline", fn);
    },
    onPending: (count) => input.onPending(count),
    notify: (event) => input.notify(event),
  });
  return { store, sessions, backend, drafts: createTabBus<DraftChange>(named("drafts")) };
};
