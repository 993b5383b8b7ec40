import { err, ok, type Result } from "@arogyasync/shared/result";
import * as z from "zod";
import { flatMappingSchema } from "./flat-json.ts";
import { isSensorId } from "@arogyasync/shared/live";

const sensorSchema = z.strictObject({
  id: z.string().refine(isSensorId, "is no sensor id (3 to 64 letters, digits, . _ -; no hardware address)"),
  /** What it signs in with at the embedded broker; its user name is its id. */
  password: z.string().min(12).max(128).optional(),
  /** How its messages are written. */
  format: z.enum(["own", "flat", "gatt"]).default("own"),
  /** For `flat`: the name of a model in `models`. */
  model: z.string().min(1).max(64).optional(),
  /** For monitors over HL7: equipment, bed, facility or application as its messages name them. */
  hl7: z.string().min(1).max(128).optional(),
});

/** The file of sensors (edge/README.md). */
export const sensorsFileSchema = z.strictObject({
  models: z.record(z.string().min(1).max(64), flatMappingSchema).default({}),
  sensors: z.array(sensorSchema).max(1_000),
});
export type SensorsFile = z.infer<typeof sensorsFileSchema>;
export type SensorEntry = SensorsFile["sensors"][number];

/** Reads the file's text; gives what is wrong with it in a sentence. */
export const readSensors = (text: string): Result<SensorsFile, string> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err("is not JSON");
  }
  const parsed = sensorsFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return err(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not valid"}`);
  }
  const { sensors, models } = parsed.data;
  const ids = new Set<string>();
  for (const { id, format, model, password, hl7 } of sensors) {
    if (ids.has(id)) return err(`two sensors are called ${id}`);
    ids.add(id);
    if (password === undefined && hl7 === undefined) return err(`${id} has no password`);
    if (format === "flat" && (model === undefined || !Object.hasOwn(models, model)))
      return err(`${id}: format "flat" needs the name of a model of this file`);
  }
  return ok(parsed.data);
};
