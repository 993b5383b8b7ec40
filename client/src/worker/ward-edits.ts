import { bytesToHex } from "@arogyasync/shared/bytes";
import type { Random } from "@arogyasync/shared/ports";
import {
  acknowledge,
  assignmentsOf,
  CLINIC_ID,
  type DocAddress,
  type DocId,
  deriveDocId,
  type EntriesDoc,
  nameBed,
  nameWard,
  parseDocId,
  removeBed,
  setBedPatient,
  setBedSensor,
  settleAssignment,
} from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { Place, WardCommand } from "../data/ward.ts";
import type { OpenWard } from "./wards.ts";

const MAX_NAME = 40;
const MAX_BEDS = 60;
const BED_ID = /^[A-Za-z0-9._~-]{1,32}$/;

export type WardRefusal =
  | "ward-name"
  | "ward-unknown"
  | "bed-name"
  | "bed-name-used"
  | "bed-taken"
  | "bed-empty"
  | "bed-disputed"
  | "patient-in-bed"
  | "sensor-name";
interface Edit {
  readonly address: DocAddress & { readonly id: DocId };
  readonly change: (draft: EntriesDoc) => void;
}
interface Now {
  readonly nowMs: number;
  readonly userId: string;
  readonly random: Random;
}

const cleanName = (name: string): string | undefined => {
  const text = name.trim();
  return text === "" || text.length > MAX_NAME ? undefined : text;
};
/** A bed is known by its name as it was made, so that two tablets offline that make bed 7 make one bed. [WB1] */
const bedIdOf = (name: string, random: Random): string =>
  BED_ID.test(name) ? name : `b${bytesToHex(random.bytes(6))}`;
const wardIdOf = (name: string, random: Random): string => {
  const slug = name.toLowerCase().replace(/\s+/g, "-");
  return CLINIC_ID.test(slug) ? slug : `w${bytesToHex(random.bytes(6))}`;
};

/** The edits that do what a person asked for, or why it cannot be done as things stand. [WB1]–[WB5] */
export const wardEdits = (
  command: WardCommand,
  wards: readonly OpenWard[],
  { nowMs, userId, random }: Now,
): Result<Edit[], WardRefusal> => {
  const decided = { atMs: nowMs, by: userId };
  const wardOf = (id: string) => wards.find(({ view }) => view.id === id);
  const find = ({ wardId, bed }: Place) => {
    const ward = wardOf(wardId);
    const place = ward?.view.beds.find((one) => one.bed === bed);
    return ward && place && { ward, place };
  };
  const edit = ({ address }: OpenWard, change: Edit["change"]): Result<Edit[], WardRefusal> =>
    ok([{ address, change }]);

  switch (command.type) {
    case "create-ward": {
      const name = cleanName(command.name);
      if (name === undefined || !CLINIC_ID.test(command.clinicId)) return err("ward-name");
      const address = { kind: "ward", owner: command.clinicId, period: wardIdOf(name, random) } as const;
      const count = Math.min(MAX_BEDS, Math.max(1, Math.trunc(command.bedCount)));
      const change = (draft: EntriesDoc) => {
        nameWard(draft, name);
        for (let i = 1; i <= count; i++) nameBed(draft, String(i), String(i));
      };
      return ok([{ address: { ...address, id: deriveDocId(address) }, change }]);
    }
    case "add-bed": {
      const ward = wardOf(command.wardId);
      const name = cleanName(command.name);
      if (!ward) return err("ward-unknown");
      if (name === undefined) return err("bed-name");
      const bed = bedIdOf(name, random);
      if (ward.view.beds.some((one) => one.bed === bed || one.name === name)) return err("bed-name-used");
      return edit(ward, (draft) => nameBed(draft, bed, name));
    }
    case "acknowledge": {
      const ward = wardOf(command.wardId);
      if (!ward) return err("ward-unknown");
      return edit(ward, (draft) => acknowledge(draft, command.patientId, decided));
    }
    case "settle-patient":
    case "settle-sensor": {
      const isSame = (entry: {
        sensor: string | undefined;
        versions: readonly (readonly { is: unknown }[])[];
      }) =>
        command.type === "settle-sensor"
          ? entry.sensor === command.sensor && entry.versions.some(([newest]) => newest?.is === true)
          : entry.sensor === undefined && entry.versions.some(([newest]) => newest?.is === command.patientId);
      const held = command.type === "settle-sensor" ? true : command.patientId;
      const dropped = command.type === "settle-sensor" ? false : null;
      const edits = wards.flatMap((ward): Edit[] => {
        const entries = assignmentsOf(ward.doc).filter(isSame);
        if (entries.length === 0) return [];
        const isKept = (bed: string) => ward.view.id === command.keep.wardId && bed === command.keep.bed;
        return [
          {
            address: ward.address,
            change(draft) {
              for (const entry of entries)
                settleAssignment(draft, entry, isKept(entry.bed) ? held : dropped, decided);
            },
          },
        ];
      });
      return ok(edits);
    }
    case "move": {
      const from = find(command.from);
      const to = find(command.to);
      if (!from || !to) return err("ward-unknown");
      const [patientId = null, ...others] = from.place.patients;
      if (others.length > 0) return err("bed-disputed");
      if (patientId === null) return err("bed-empty");
      if (to.place.patients.some((is) => is !== null)) return err("bed-taken");
      const enter = (draft: EntriesDoc) => setBedPatient(draft, to.place.bed, patientId, nowMs);
      const leave = (draft: EntriesDoc) => setBedPatient(draft, from.place.bed, null, nowMs);
      if (from.ward === to.ward)
        return edit(to.ward, (draft) => {
          enter(draft);
          leave(draft);
        });
      // Cut off in between, the patient is in two beds, which is shown; the other way round nobody would have them.
      return ok([
        { address: to.ward.address, change: enter },
        { address: from.ward.address, change: leave },
      ]);
    }
    case "rename-bed":
    case "remove-bed":
    case "admit":
    case "discharge":
    case "sensor":
    case "settle-bed": {
      const found = find(command.at);
      if (!found) return err("ward-unknown");
      const { ward, place } = found;
      switch (command.type) {
        case "rename-bed": {
          const name = cleanName(command.name);
          if (name === undefined) return err("bed-name");
          if (ward.view.beds.some((one) => one.name === name && one.bed !== place.bed))
            return err("bed-name-used");
          return edit(ward, (draft) => nameBed(draft, place.bed, name));
        }
        case "remove-bed":
          if (place.patients.some((is) => is !== null)) return err("bed-taken");
          return edit(ward, (draft) => {
            for (const { sensor } of place.sensors) setBedSensor(draft, place.bed, sensor, false, nowMs);
            removeBed(draft, place.bed);
          });
        case "admit": {
          if (!parseDocId(command.patientId).ok) return err("ward-unknown");
          if (place.patients.some((is) => is !== null)) return err("bed-taken");
          const isLying = wards.some(({ view }) =>
            view.beds.some(({ patients }) => patients.includes(command.patientId)),
          );
          if (isLying) return err("patient-in-bed");
          return edit(ward, (draft) => setBedPatient(draft, place.bed, command.patientId, nowMs));
        }
        case "discharge":
          if (place.patients.length > 1) return err("bed-disputed");
          if (place.patients[0] === null) return err("bed-empty");
          return edit(ward, (draft) => setBedPatient(draft, place.bed, null, nowMs));
        case "sensor": {
          const sensor = command.sensor.trim();
          if (!/^[A-Za-z0-9._~-]{1,64}$/.test(sensor)) return err("sensor-name");
          return edit(ward, (draft) => setBedSensor(draft, place.bed, sensor, command.isThere, nowMs));
        }
        case "settle-bed": {
          const entry = assignmentsOf(ward.doc).find(
            (one) => one.bed === place.bed && one.sensor === undefined,
          );
          if (!entry) return err("bed-empty");
          return edit(ward, (draft) => settleAssignment(draft, entry, command.patientId, decided));
        }
      }
    }
  }
};
