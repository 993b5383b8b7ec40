import * as z from "zod/mini";
import { CLINIC_ID } from "../records/index.ts";
import { isSensorId } from "./sensor-id.ts";
import { MAX_SENSORS_PER_MESSAGE } from "./version.ts";

/** `describe` puts what a refinement says into the frozen schema. */
export const sensorText = z
  .string()
  .check(z.refine(isSensorId), z.describe("sensor id: no hardware address, no document id"));
export const clinicText = z.string().check(z.regex(CLINIC_ID));
export const sensorList = z.array(sensorText).check(z.minLength(1), z.maxLength(MAX_SENSORS_PER_MESSAGE));
export const epochMs = z.int().check(z.minimum(0));
/** Number of a sensor's value since the relay heard of it: without a gap each is one more than the one before. */
export const valueNumber = z.int().check(z.minimum(1));
