import { bytesToHex } from "@arogyasync/shared/bytes";
import * as z from "zod/mini";
import { consoleLog } from "../platform/console-log.ts";
import { createIndexedDbStore } from "../platform/indexeddb-store.ts";
import { nameOfDevice } from "../platform/device-name.ts";
import { electLeader, exclusively } from "../platform/leadership.ts";
import { createRelayLink } from "../platform/relay-link.ts";
import { createTabBus } from "../platform/tab-bus.ts";
import { webClock } from "../platform/web-clock.ts";
import { webCompression } from "../platform/web-compression.ts";
import { webRandom } from "../platform/web-random.ts";
import { openSigner, webVerifier } from "../platform/web-signer.ts";
import type { WorkerScope } from "../platform/worker-scope.ts";
import type { WorkerEvent, WorkerMethods } from "./api.ts";
import { createBackend } from "./backend.ts";
import { codeOf, serveRpc } from "./rpc.ts";
import { createSessionStore } from "./session/session-store.ts";
import type { TabMessage } from "./tab-messages.ts";

// The page's CSP allows no eval; without this zod would try it once and leave a violation report.
z.config({ jitless: true });

const scope = self as unknown as WorkerScope;
const store = createIndexedDbStore({ database: "arogya" });
const sessions = createSessionStore(store, webRandom);
let notify: (event: WorkerEvent) => void = () => {};

const methods = createBackend({
  store,
  clock: webClock,
  random: webRandom,
  log: consoleLog,
  compression: webCompression,
  verifier: webVerifier,
  bus: createTabBus<TabMessage>("arogya"),
  sessions,
  account: async () => {
    const { openAccount } = await import("./session/open-account.ts");
    const deviceLabel = await nameOfDevice(scope.navigator);
    return openAccount({ sessions, clock: webClock, deviceLabel, app: __APP_VERSION__, openSigner });
  },
  relayApi: async (access) => (await import("./session/relay-api.ts")).createRelayApi(access),
  workshop: async (deps) => (await import("./workshop.ts")).openWorkshop(deps),
  tab: bytesToHex(webRandom.bytes(6)),
  openSigner,
  link: (access) => createRelayLink(scope.location.origin, access),
  electLeader: (lead) => void electLeader("arogya-leader", lead),
  exclusive: (work) => exclusively("arogya-write", work),
  browserOnline: () => scope.navigator.onLine,
  onBrowserOnline(fn) {
    scope.addEventListener("online", fn);
    scope.addEventListener("offline", fn);
  },
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
