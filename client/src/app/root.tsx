import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { BlockedBanner } from "./blocked-banner.tsx";
import { DepartureScreen } from "./departure-screen.tsx";
import { DemoRibbon } from "./demo-ribbon.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { ProblemBanners } from "./problem-banners.tsx";
import { ReadingClosed } from "./reading-closed.tsx";
import { SessionGate } from "./session-gate.tsx";
import { SkipLink } from "./skip-link.tsx";
import { useAppData, useLive } from "./use-live.ts";
import { UpdatePrompt } from "./update-prompt.tsx";
import { AutoLock } from "./auto-lock.tsx";
import { VaultGate } from "./vault-gate.tsx";

/** What surrounds every screen. */
export const Root = () => {
  useFocusOnNewScreen();
  const departure = useLive(useAppData().departure);
  if (departure) return <DepartureScreen state={departure} />;
  return (
    <>
      <SkipLink />
      <DemoRibbon />
      <AutoLock />
      <UpdatePrompt />
      <BlockedBanner />
      <ReadingClosed />
      <ProblemBanners />
      <VaultGate>
        <SessionGate>
          <ErrorBoundary>
            <Outlet />
          </ErrorBoundary>
        </SessionGate>
      </VaultGate>
    </>
  );
};

/** The link that was pressed is gone with its screen: the keyboard goes on at the new screen's content. */
const useFocusOnNewScreen = (): void => {
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null)
      document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
};
