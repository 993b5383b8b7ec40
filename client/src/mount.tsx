import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import type { LoadedLanguage } from "./app/language.tsx";
import type { AppData } from "./data/app-data.ts";

export const mount = (data: AppData, first: LoadedLanguage): void => {
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App data={data} first={first} />);
};
