import { createRoot } from "react-dom/client";
import { must } from "@arogyasync/shared/result";
import { App } from "../app/app.tsx";
import { firstLanguage } from "../app/chosen-language.ts";
import { browserClock } from "../app/platform/clock.ts";
import { loadMessages } from "../locales/index.ts";
import { memoryAppData } from "./memory-app-data.ts";
import { sceneNamed } from "./scenes.ts";

const asked = new URLSearchParams(location.search).get("scene");
const name = asked ?? sessionStorage.getItem("scene") ?? "normal";
sessionStorage.setItem("scene", name);
const data = memoryAppData(sceneNamed(name, browserClock.now()), browserClock);
const language = firstLanguage();
const first = { language, messages: await loadMessages(language) };
createRoot(must(document.querySelector("#root"), "root element")).render(<App data={data} first={first} />);
