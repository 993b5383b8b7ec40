import { codeInFragment } from "@arogyasync/shared/enrolment";
import { createLive } from "../data/live.ts";

const found = createLive<string | undefined>(undefined);

/** The enrolment code of the link with which the app was opened; kept in memory alone. */
export const linkedCode = found;

const take = (): void => {
  const code = codeInFragment(location.hash);
  if (code === undefined) return;
  // Out of the address bar before anybody reads over a shoulder, and out of the history.
  history.replaceState(history.state, "", location.pathname + location.search);
  found.set(code);
};

/** Takes the code out of the address, now and when a link is opened in a tab that stands on this page already. */
export const takeLinkedCode = (): void => {
  take();
  addEventListener("hashchange", take);
};
