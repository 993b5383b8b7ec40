import * as A from "@automerge/automerge/slim";
import { describe, expect, test } from "vitest";
import { type PatientDoc, patientRoot, textOf } from "../records/index.ts";
import { must } from "../result.ts";
import { buildDoc } from "./chunks.ts";

const ACTOR = "00112233445566778899aabbccddeeff";
const OTHER = "ff112233445566778899aabbccddeeff";

const family = () => {
  const root = patientRoot(
    { site: "phc-a", auditKey: new Uint8Array(32).fill(7), identity: { name: "Laxmi Patil" } },
    ACTOR,
    1,
  );
  const edited = A.change(A.clone(root.doc), { time: 2 }, (draft: PatientDoc) => {
    draft.identity["village"] = new A.ImmutableString("Wadgaon");
  });
  const startOp = A.decodeChange(must(A.getLastLocalChange(edited), "edit")).startOp;
  // Right in every byte of its own, but it writes into an object that never was.
  const poison = A.encodeChange({
    actor: OTHER,
    seq: 1,
    startOp,
    time: 3,
    message: null,
    deps: [root.hash],
    ops: [{ action: "set", obj: `4@${ACTOR}`, key: "name", value: "x", pred: [] }],
  } as unknown as Parameters<typeof A.encodeChange>[0]);
  return { root: root.bytes, edit: must(A.getLastLocalChange(edited), "edit"), poison };
};

describe("[CL7] a change that Automerge cannot take never hides the rest of its document", () => {
  test("the whole document does not load with it: the control", () => {
    const { root, edit, poison } = family();
    expect(() =>
      A.loadIncremental(A.loadIncremental(A.init(), new Uint8Array([...root, ...edit])), poison),
    ).toThrow();
  });
  test("the document opens with everything else, whatever the order of the chunks", () => {
    const { root, edit, poison } = family();
    for (const chunks of [
      [root, poison, edit],
      [edit, poison, root],
      [poison, root, edit],
    ]) {
      const doc = must(buildDoc<PatientDoc>(chunks), "the document opens");
      expect(textOf(doc.identity["name"])).toBe("Laxmi Patil");
      expect(textOf(doc.identity["village"])).toBe("Wadgaon");
    }
  });
});
