import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import type { AppData } from "../data/app-data.ts";
import "../styles/tokens.css";
import "../styles/base.css";
import { ErrorBoundary } from "./error-boundary.tsx";
import { LanguageProvider, type LoadedLanguage } from "./language.tsx";
import { listenForInstall } from "./platform/install.ts";
import { createAppRouter } from "./router.tsx";
import { AppDataProvider } from "./use-live.ts";

listenForInstall();

interface Props {
  readonly data: AppData;
  /** The catalogue to begin with. */
  readonly first: LoadedLanguage;
}

/** The whole interface over a data layer. */
export function App({ data, first }: Props) {
  const [router] = useState(createAppRouter);
  return (
    <LanguageProvider first={first}>
      <ErrorBoundary>
        <AppDataProvider value={data}>
          <RouterProvider router={router} />
        </AppDataProvider>
      </ErrorBoundary>
    </LanguageProvider>
  );
}
