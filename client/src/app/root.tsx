import { Outlet } from "@tanstack/react-router";
import { BlockedBanner } from "./blocked-banner.tsx";
import { DemoRibbon } from "./demo-ribbon.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { ProblemBanners } from "./problem-banners.tsx";
import { SessionGate } from "./session-gate.tsx";
import { SkipLink } from "./skip-link.tsx";
import { UpdatePrompt } from "./update-prompt.tsx";

/** What surrounds every screen. */
export const Root = () => (
  <>
    <SkipLink />
    <DemoRibbon />
    <UpdatePrompt />
    <BlockedBanner />
    <ProblemBanners />
    <SessionGate>
      <ErrorBoundary>
        <Outlet />
      </ErrorBoundary>
    </SessionGate>
  </>
);
