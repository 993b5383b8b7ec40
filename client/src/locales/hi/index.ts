import type { Messages } from "../messages.ts";
import { app } from "./app.ts";
import { board } from "./board.ts";
import { consent } from "./consent.ts";
import { enrolment } from "./enrolment.ts";
import { fate } from "./fate.ts";
import { identity } from "./identity.ts";
import { leaving } from "./leaving.ts";
import { people } from "./people.ts";
import { quarantine } from "./quarantine.ts";
import { refusals } from "./refusals.ts";
import { revoke } from "./revoke.ts";
import { rights } from "./rights.ts";
import { standing } from "./standing.ts";
import { sync } from "./sync.ts";
import { traces } from "./traces.ts";
import { vault } from "./vault.ts";
import { vitals } from "./vitals.ts";

/** Hindi; a draft until a native reader has reviewed it. */
export const hi: Messages = {
  ...app,
  ...sync,
  ...vitals,
  ...people,
  ...rights,
  ...identity,
  ...standing,
  ...traces,
  ...board,
  ...consent,
  ...enrolment,
  ...vault,
  ...leaving,
  ...refusals,
  ...quarantine,
  ...revoke,
  ...fate,
};
