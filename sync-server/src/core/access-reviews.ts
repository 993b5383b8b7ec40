import type { AccessEntry } from "@arogyasync/shared/access";
import type { Principal } from "@arogyasync/shared/authority";
import type { Clock } from "@arogyasync/shared/ports";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { type AccessView, viewAccess } from "./access-view.ts";

/** Somebody has looked at an emergency access. */
export interface ReviewRow {
  /** Number of the entry. */
  readonly no: number;
  readonly by: string;
  readonly note: string;
  readonly at: number;
}

export interface ReviewStore {
  of(nos: readonly number[]): Promise<ReviewRow[]>;
  /** False when the entry was reviewed before. */
  save(row: ReviewRow): Promise<boolean>;
}

export type ReviewErrorCode = "not-found" | "own-emergency" | "already-reviewed" | "reason-needed";

const MIN_NOTE_LENGTH = 3;
const PAGE = 100;
/** Emergencies are rare; more than these wait for the next look. */
const MOST_WAITING = 200;

/** Emergency accesses that nobody has looked at yet, oldest first. [TR42] */
export const waitingEmergencies = async (
  viewer: Principal,
  deps: AccessView & { readonly reviews: ReviewStore },
): Promise<AccessEntry[]> => {
  const waiting: AccessEntry[] = [];
  let before: number | undefined;
  do {
    const page = await viewAccess(viewer, { what: "break-glass", before, limit: PAGE }, deps);
    const reviewed = new Set((await deps.reviews.of(page.entries.map((e) => e.no))).map((row) => row.no));
    waiting.push(...page.entries.filter((e) => !reviewed.has(e.no)));
    before = page.next;
  } while (before !== undefined && waiting.length < MOST_WAITING);
  return waiting.toReversed();
};

/** Notes that an emergency access was looked at: by whom it concerns, never by the one who made it. [TR42] */
export const reviewEmergency = async (
  viewer: Principal,
  { no, note: given }: { readonly no: number; readonly note: string },
  deps: AccessView & { readonly reviews: ReviewStore; readonly clock: Clock },
): Promise<Result<ReviewRow, ReviewErrorCode>> => {
  const note = given.trim();
  if (note.length < MIN_NOTE_LENGTH) return err("reason-needed");
  const { entries } = await viewAccess(viewer, { what: "break-glass", before: no + 1, limit: 1 }, deps);
  const entry = entries.find((e) => e.no === no);
  if (!entry) return err("not-found");
  if (entry.person === viewer.userId) return err("own-emergency");
  const row = { no, by: viewer.userId, note, at: deps.clock.now() };
  return (await deps.reviews.save(row)) ? ok(row) : err("already-reviewed");
};
