import * as A from "@automerge/automerge/slim";
import { describe, expect, it } from "vitest";
import { editIdentifier, editIdentity, type PatientDoc, patientRoot, viewPatient } from "./patient.ts";
import { fixed } from "./root-change.ts";

const [me, asha, nurse] = ["aa", "bb", "cc"].map((b) => b.repeat(16)) as [string, string, string];
const register = () =>
  patientRoot(
    {
      site: "phc-1",
      auditKey: new Uint8Array(32).fill(9),
      identity: { name: "Sita Devi", nameLocal: "सीता देवी", phone: "9876543210", village: "" },
      identifiers: { abha: "91-1234-5678-9012", mrn: undefined },
    },
    me,
    1_764_000_000,
  );
const on = (actor: string, fn: (d: PatientDoc) => void, from = register().doc) =>
  A.change(A.clone(from, { actor }), fn);

describe("patients", () => {
  it("[RC3] the same inputs give the same first change; the keys are written in a fixed order", () => {
    const again = patientRoot(
      {
        site: "phc-1",
        auditKey: new Uint8Array(32).fill(9),
        identity: { phone: "9876543210", nameLocal: "सीता देवी", name: "Sita Devi" },
        identifiers: { abha: "91-1234-5678-9012" },
      },
      me,
      1_764_000_000,
    );
    expect(again.bytes).toEqual(register().bytes);
  });

  it("[RC8] shows what was entered; what is empty is not written", () => {
    expect(viewPatient(register().doc)).toEqual({
      site: "phc-1",
      identity: { name: "Sita Devi", nameLocal: "सीता देवी", phone: "9876543210" },
      identifiers: { abha: "91-1234-5678-9012" },
      careSites: ["phc-1"],
      conflicts: {},
      consents: {},
    });
  });

  it("[RC8] edits of different fields merge; different values of one field are both kept", () => {
    const a = on(asha, (d) => editIdentity(d, { phone: "9000000001", village: "Rampur" }));
    const b = on(nurse, (d) => editIdentity(d, { phone: "9000000002", birthDate: "1990-01-02" }));
    const merged = A.merge(A.clone(a), b);
    const view = viewPatient(merged);
    expect(view.identity).toMatchObject({ village: "Rampur", birthDate: "1990-01-02" });
    expect([...(view.conflicts.phone ?? [])].sort()).toEqual(["9000000001", "9000000002"]);
    expect(view.conflicts.phone?.[0]).toBe(view.identity.phone);
    expect(viewPatient(A.merge(A.clone(b), a))).toEqual(view);
    expect(viewPatient(A.load<PatientDoc>(A.save(merged)))).toEqual(view);
  });

  it("[RC8] a document cloned before the other value came in shows both all the same", () => {
    const a = on(asha, (d) => editIdentity(d, { phone: "9000000001" }));
    const b = on(nurse, (d) => editIdentity(d, { phone: "9000000002" }));
    // Whichever of the two is shown: in one order nothing on the surface changes when the other arrives.
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const)
      expect(viewPatient(A.merge(A.clone(A.clone(first)), second)).conflicts.phone).toHaveLength(2);
  });

  it("[RC8] the same value written twice is no conflict; choosing one ends it", () => {
    const same = A.merge(
      on(asha, (d) => editIdentity(d, { phone: "9" })),
      on(nurse, (d) => editIdentity(d, { phone: "9" })),
    );
    expect(viewPatient(same).conflicts).toEqual({});
    const rival = A.merge(
      on(asha, (d) => editIdentifier(d, "mrn", "A1")),
      on(nurse, (d) => editIdentifier(d, "mrn", "B2")),
    );
    expect(viewPatient(rival).conflicts.mrn).toHaveLength(2);
    const shown = viewPatient(rival).identifiers.mrn!;
    const other = viewPatient(rival).conflicts.mrn!.find((v) => v !== shown)!;
    expect(viewPatient(A.change(rival, (d) => editIdentifier(d, "mrn", other))).conflicts).toEqual({});
  });

  it("[RC8] confirming the value that is shown ends the conflict too", () => {
    const rival = A.merge(
      on(asha, (d) => editIdentity(d, { phone: "1" })),
      on(nurse, (d) => editIdentity(d, { phone: "2" })),
    );
    const shown = viewPatient(rival).identity.phone!;
    const settled = A.change(rival, (d) => editIdentity(d, { phone: shown }));
    expect(viewPatient(settled).conflicts).toEqual({});
    expect(viewPatient(settled).identity.phone).toBe(shown);
  });

  it("[RC8] a field that does not differ is not written again; an empty text clears", () => {
    const { doc } = register();
    expect(A.getHeads(on(asha, (d) => editIdentity(d, { name: "Sita Devi" }), doc))).toEqual(A.getHeads(doc));
    expect(viewPatient(on(asha, (d) => editIdentity(d, { phone: "" }))).identity.phone).toBeUndefined();
  });

  it("[RC9] unknown fields, and values of a kind this version does not know, are carried along", () => {
    const newer = on(nurse, (d) => {
      d.identity["gotra"] = fixed("Kashyap");
      (d.identity as Record<string, unknown>)["photo"] = { bytes: 3 };
      (d as unknown as Record<string, unknown>)["hologram"] = true;
    });
    const edited = on(asha, (d) => editIdentity(d, { phone: "9" }), newer);
    expect(viewPatient(edited).identity["gotra"]).toBe("Kashyap");
    const reloaded = A.load<Record<string, unknown>>(A.save(edited));
    expect(reloaded["hologram"]).toBe(true);
    expect((reloaded["identity"] as Record<string, unknown>)["photo"]).toEqual({ bytes: 3 });
  });

  it("[RC3] an audit key has 32 bytes", () => {
    expect(() => patientRoot({ site: "phc-1", auditKey: new Uint8Array(31), identity: {} }, me, 0)).toThrow();
  });
});
