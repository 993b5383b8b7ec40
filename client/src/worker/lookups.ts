import type { Clock } from "@arogyasync/shared/ports";
import type { BackendMethods } from "./api.ts";
import { possibleDuplicates } from "./duplicates.ts";
import { worksHere } from "./identity.ts";
import type { Projection } from "./projection/projection.ts";
import type { QuietStart } from "./quiet-start.ts";
import type { ReadingWindow } from "./reading-window.ts";
import type { StoredSession } from "./session/session-store.ts";

/** A list of answers is not read further than this. */
const MOST_FOUND = 50;

/** Questions that the rows of the projection answer. */
export const createLookups = (deps: {
  readonly clock: Clock;
  readonly projection: Projection;
  readonly reading: ReadingWindow;
  readonly quiet: QuietStart;
  session(): StoredSession | undefined;
  /** The stored rows are read. */
  loaded(): Promise<unknown>;
}): Pick<BackendMethods, "search" | "duplicates"> => ({
  async search({ query, limit }) {
    deps.quiet.touched();
    await deps.loaded();
    const isHere = ({ careSites }: { readonly careSites: readonly string[] }) =>
      worksHere(deps.session(), careSites);
    return deps.reading.page(deps.projection.patients().search(query, isHere, limit, MOST_FOUND));
  },
  async duplicates(input) {
    await deps.loaded();
    const today = new Date(deps.clock.now()).toISOString().slice(0, 10);
    return deps.reading.duplicates(possibleDuplicates(deps.projection.patients(), input, today));
  },
});
