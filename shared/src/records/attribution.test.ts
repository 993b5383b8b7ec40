import * as A from "@automerge/automerge";
import { describe, expect, it } from "vitest";
import { attribute, turningPoints } from "./attribution.ts";
import { docIdFromBytes } from "./doc-id.ts";
import type { EntriesDoc } from "./entries-doc.ts";
import { rootChange } from "./root-change.ts";
import { assignmentsOf, setBedPatient, setBedSensor } from "./ward-keys.ts";

const [sita, meena] = [1, 2].map((n) => docIdFromBytes(new Uint8Array(16).fill(n))) as [
  ReturnType<typeof docIdFromBytes>,
  ReturnType<typeof docIdFromBytes>,
];
const empty = (): A.Doc<EntriesDoc> =>
  A.applyChanges(A.init<EntriesDoc>(), [
    rootChange({ kind: "ward", owner: "rampur", period: "ward-1" }).bytes,
  ])[0];
const edit = (doc: A.Doc<EntriesDoc>, change: (draft: EntriesDoc) => void) => A.change(A.clone(doc), change);
const whose = (doc: A.Doc<EntriesDoc>, at: number, sensor = "mon-1") =>
  attribute([{ clinic: "rampur", entries: assignmentsOf(doc) }], sensor, at);

describe("whose a sensor's reading is", () => {
  const one = edit(empty(), (draft) => {
    setBedPatient(draft, "b1", sita, 100);
    setBedSensor(draft, "b1", "mon-1", true, 100);
  });

  it("[ED11] is the patient's who lay in the sensor's bed when it was measured", () => {
    expect(whose(one, 50)).toEqual({ to: "nobody" });
    expect(whose(one, 100)).toEqual({ to: "patient", patientId: sita, clinic: "rampur", bed: "b1" });
    const next = edit(one, (draft) => {
      setBedPatient(draft, "b1", null, 200);
      setBedPatient(draft, "b1", meena, 300);
    });
    expect(whose(next, 199)).toMatchObject({ patientId: sita });
    expect(whose(next, 250)).toEqual({ to: "nobody" });
    expect(whose(next, 300)).toMatchObject({ patientId: meena });
    expect(turningPoints([{ clinic: "rampur", entries: assignmentsOf(next) }], "mon-1", 150, 400)).toEqual([
      200, 300,
    ]);
  });

  it("[ED11] two tablets that put two patients into one bed at the same time: nobody's, until a person decides", () => {
    const first = edit(one, (draft) => setBedPatient(draft, "b1", meena, 200));
    const second = edit(one, (draft) => setBedPatient(draft, "b1", null, 200));
    const both = A.merge(A.clone(first), second);
    expect(whose(both, 250)).toEqual({ to: "disputed" });
    expect(whose(both, 150)).toMatchObject({ patientId: sita }); // before that nothing was disputed
  });

  it("[ED11] a sensor said to be at two beds is disputed, at an empty one it is not", () => {
    const other = edit(one, (draft) => setBedSensor(draft, "b2", "mon-1", true, 100));
    expect(whose(other, 150)).toMatchObject({ patientId: sita });
    const taken = edit(other, (draft) => setBedPatient(draft, "b2", meena, 120));
    expect(whose(taken, 150)).toEqual({ to: "disputed" });
  });

  it("[ED10] a value that cannot be read assigns nothing and hides nothing", () => {
    const damaged = edit(one, (draft) => {
      draft.entries["bed/b9/patient"] = new A.ImmutableString("{");
    });
    expect(whose(damaged, 150)).toMatchObject({ patientId: sita });
  });
});
