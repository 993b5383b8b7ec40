import type { DeviceView, listRevocations } from "@arogyasync/shared/api";
import type * as z from "zod/mini";

type Book = z.infer<(typeof listRevocations)["response"]>;

/** Where a device stands on its way out: in use, switched off, told to empty itself, or empty by its own word. */
export type DeviceDeparture = "none" | "revoked" | "wiping" | "empty";

/** From the device's keys and the book, newest line first; without the book the keys alone. */
export const departureOf = (
  device: Pick<DeviceView, "id" | "people">,
  book: Book | undefined,
): DeviceDeparture => {
  if (book?.wipes.some((wipe) => wipe.device === device.id)) return "empty";
  if (device.people.every((one) => one.isRevoked)) return "revoked";
  const last = book?.revocations.find((line) => line.target === "device" && line.id === device.id);
  return last?.action === "wipe" ? "wiping" : "none";
};
