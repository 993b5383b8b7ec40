import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createAppData } from "./data/create-app-data.ts";
import { createPageServices, readMarker } from "./platform/page-services.ts";
import { startWorker } from "./platform/start-worker.ts";

const rpc = startWorker();
const data = createAppData(rpc, createPageServices());
void rpc.call("start", { marker: readMarker(), appVersion: __APP_VERSION__ }).catch(() => {});

const root = document.getElementById("root");
if (root) createRoot(root).render(<App data={data} />);
