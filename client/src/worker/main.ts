import { bytesToHex } from "@arogyasync/shared/bytes";
import * as z from "zod/mini";
import { consoleLog } from "../platform/console-log.ts";
import { nameOfDevice } from "../platform/device-name.ts";
import { isDepartureNoted } from "../platform/departure-noted.ts";
import { hold, ifAlone, isAnyHeld } from "../platform/leadership.ts";
import { createTabBus } from "../platform/tab-bus.ts";
import { webClock } from "../platform/web-clock.ts";
import { webRandom } from "../platform/web-random.ts";
import { createVaultRecords } from "../platform/vault-records.ts";
import { openSigner } from "../platform/web-signer.ts";
import type { WorkerScope } from "../platform/worker-scope.ts";
import type { WorkerEvent, WorkerMethods } from "./api.ts";
import { codeOf, serveRpc } from "./rpc.ts";
import type { SessionStore } from "./session/session-store.ts";
import { createGate } from "./vault/gate.ts";
import { openVaultParts } from "./vault/open-vault.ts";
import type { VaultMessage } from "./vault/vault-tabs.ts";

// The page's CSP allows no eval; without this zod would try it once and leave a violation report.
z.config({ jitless: true });

const scope = self as unknown as WorkerScope;
const records = createVaultRecords(webRandom);
const tab = bytesToHex(webRandom.bytes(6));
const holdName = (vaultId: string): string => `arogya-open-${vaultId}`;
let notify: (event: WorkerEvent) => void = () => {};

const account = async (sessions: SessionStore) => {
  const { openAccount } = await import("./session/open-account.ts");
  const deviceLabel = await nameOfDevice(scope.navigator);
  return openAccount({ sessions, clock: webClock, deviceLabel, app: __APP_VERSION__, openSigner });
};

const methods = createGate({
  records,
  clock: webClock,
  random: webRandom,
  log: consoleLog,
  tab,
  bus: createTabBus<VaultMessage>("arogya-vaults"),
  account,
  openVault: (key, onPending) =>
    openVaultParts({ ...key, scope, tab, records, account, onPending, notify: (event) => notify(event) }),
  departureNote: async () =>
    (await isDepartureNoted())
      ? (await import("../platform/departure-note.ts")).readDepartureNote()
      : undefined,
  hold: (vaultId) => hold(holdName(vaultId)),
  isAnyOpen: () => isAnyHeld(holdName("")),
  ifAlone: (vaultId, work) => ifAlone(holdName(vaultId), work),
  notify: (event) => notify(event),
});

notify = serveRpc<WorkerMethods, WorkerEvent>(
  {
    post: (message) => scope.postMessage(message),
    onMessage: (fn) => scope.addEventListener("message", (event) => fn((event as MessageEvent).data)),
  },
  methods,
  (method, error) => consoleLog.error("worker-call-failed", { method, code: codeOf(error) }),
);
