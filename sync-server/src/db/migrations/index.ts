import { init } from "./001-init.ts";
import { accessLog } from "./access-log.ts";
import { accessReviews } from "./access-reviews.ts";
import { edits } from "./edits.ts";
import { erasures } from "./erasures.ts";
import { enrolments } from "./enrolments.ts";
import { quarantine } from "./quarantine.ts";
import { sessions } from "./sessions.ts";

/** In order; the schema version is the number of steps applied. */
export const migrations: readonly string[] = [
  init,
  quarantine,
  accessLog,
  edits,
  sessions,
  erasures,
  accessReviews,
  enrolments,
];
