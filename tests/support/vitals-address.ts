import type { DocId } from "@arogyasync/shared/records";

/** A vitals document's address. */
export const vitalsAddress = (id: DocId, owner: DocId, period: string) =>
  ({ id, kind: "vitals", owner, period }) as const;
