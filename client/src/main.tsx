// Before anything else can put text into the page.
import "./platform/trusted-types.ts";
import { firstLanguage } from "./app/chosen-language.ts";
import { takeLinkedCode } from "./app/linked-code.ts";
import { fetchScreens } from "./app/screens.ts";
import { createAppData } from "./data/create-app-data.ts";
import { loadMessages } from "./locales/index.ts";
import { createPageServices, readMarker } from "./platform/page-services.ts";
import { startWorker } from "./platform/start-worker.ts";

// Before the router sees the address, and before it is on screen for long.
takeLinkedCode();
// The worker first: it reads the rows while the screens are still being loaded.
const { rpc, end } = startWorker();
void rpc.call("start", { marker: readMarker(), appVersion: __APP_VERSION__ }).catch(() => {});
const data = createAppData(rpc, createPageServices(end));
// Everything that the first screen needs is asked for at once: fetched one after the other, each would wait its turn.
const language = firstLanguage();
fetchScreens(location.pathname);
void Promise.all([import("./mount.tsx"), loadMessages(language)]).then(([{ mount }, messages]) =>
  mount(data, { language, messages }),
);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void rpc.call("wake", null).catch(() => {});
});
