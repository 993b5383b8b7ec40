// Before anything else can put text into the page.
import "./platform/trusted-types.ts";
import { createAppData } from "./data/create-app-data.ts";
import { createPageServices, readMarker } from "./platform/page-services.ts";
import { startWorker } from "./platform/start-worker.ts";

// The worker first: it reads the rows while the screens are still being loaded.
const rpc = startWorker();
void rpc.call("start", { marker: readMarker(), appVersion: __APP_VERSION__ }).catch(() => {});
const data = createAppData(rpc, createPageServices());
void import("./mount.tsx").then(({ mount }) => mount(data));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void rpc.call("wake", null).catch(() => {});
});
