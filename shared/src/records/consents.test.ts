import * as A from "@automerge/automerge/slim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ConsentInput,
  type Consents,
  consentDecisions,
  consentFor,
  consentMethods,
  mayUseFor,
  recordConsent,
} from "./consents.ts";
import { type PatientDoc, patientRoot, viewPatient } from "./patient.ts";
import { fixed } from "./root-change.ts";

const T0 = Date.UTC(2026, 10, 1);
const DAY = 86_400_000;
const actors = ["aa", "bb", "cc", "dd"].map((b) => b.repeat(16));
const root = patientRoot(
  { site: "phc-1", auditKey: new Uint8Array(32), identity: { name: "Sita" } },
  actors[0]!,
  0,
).doc;
const input = (given: Partial<ConsentInput>): ConsentInput => ({
  purpose: "insurance",
  state: "given",
  at: T0,
  until: undefined,
  by: "asha",
  method: "paper",
  ...given,
});
const decide = (doc: A.Doc<PatientDoc>, given: Partial<ConsentInput>, actor = actors[1]!) =>
  A.change(A.clone(doc, { actor }), { time: 0 }, (d) => recordConsent(d, input(given)));
const consentOf = (doc: A.Doc<PatientDoc>, atMs = T0 + DAY) =>
  consentFor(viewPatient(doc).consents, "insurance", atMs);

describe("consent", () => {
  it("[TR20] is recorded with who, when, until when and how; other purposes are untouched", () => {
    const doc = decide(root, { until: T0 + 30 * DAY, method: "spoken" });
    expect(consentOf(doc)).toEqual({
      status: "given",
      at: T0,
      until: T0 + 30 * DAY,
      by: ["asha"],
      method: ["spoken"],
      isContested: false,
    });
    expect(consentFor(viewPatient(doc).consents, "research", T0 + DAY).status).toBe("none");
  });

  it("[TR21] holds from its beginning to its end, and a clock a few minutes fast is not the future", () => {
    const doc = decide(root, { until: T0 + DAY });
    expect(consentOf(doc, T0 - 9 * 60_000).status).toBe("given");
    expect(consentOf(doc, T0 - 11 * 60_000).status).toBe("none");
    expect(consentOf(doc, T0 + DAY - 1).status).toBe("given");
    expect(consentOf(doc, T0 + DAY).status).toBe("expired");
  });

  it("[TR21] a withdrawal ends it, and a later consent begins another", () => {
    const withdrawn = decide(decide(root, {}), { state: "withdrawn", at: T0 + 1 });
    expect(consentOf(withdrawn).status).toBe("withdrawn");
    expect(consentOf(decide(withdrawn, { at: T0 + 2 })).status).toBe("given");
  });

  it("[TR21] given here and withdrawn there at the same time is withdrawn, whoever wins in Automerge", () => {
    for (const [a, b] of [
      [actors[1], actors[2]],
      [actors[2], actors[1]],
    ]) {
      const given = decide(root, { at: T0 + 5 }, a);
      const withdrawn = decide(root, { state: "withdrawn" }, b);
      const merged = A.merge(A.clone(given), withdrawn);
      expect(consentOf(merged)).toMatchObject({ status: "withdrawn", isContested: true });
      expect(mayUseFor("insurance", viewPatient(merged), T0 + DAY)).toBe(false);
    }
  });

  it("[TR21] a withdrawal repeated stands against a consent given meanwhile", () => {
    const withdrawn = decide(decide(root, {}), { state: "withdrawn", at: T0 + 1 });
    const again = decide(withdrawn, { state: "withdrawn", at: T0 + 2 }, actors[2]);
    const given = decide(withdrawn, { at: T0 + 3 }, actors[3]);
    expect(consentOf(A.merge(A.clone(again), given)).status).toBe("withdrawn");
    expect(consentOf(A.merge(A.clone(given), again)).status).toBe("withdrawn");
  });

  it("[TR21] negative control: were equal values not written again, the repeated withdrawal would be lost", () => {
    const withdrawn = decide(decide(root, {}), { state: "withdrawn", at: T0 + 1 });
    const again = A.change(A.clone(withdrawn, { actor: actors[2]! }), (d) => {
      d.consents["insurance/at"] = fixed(String(T0 + 2));
    });
    const given = decide(withdrawn, { at: T0 + 3 }, actors[3]);
    expect(consentOf(A.merge(A.clone(again), given)).status).toBe("given");
  });

  it("[TR21] what cannot be read allows nothing", () => {
    const broken: Consents[] = [
      { "insurance/state": ["given"] },
      { "insurance/state": ["given"], "insurance/at": ["soon"], "insurance/until": ["none"] },
      { "insurance/state": ["given"], "insurance/at": [String(T0)], "insurance/until": ["later"] },
      { "insurance/state": ["yes"], "insurance/at": [String(T0)], "insurance/until": ["none"] },
      { "insurance/state": ["given", "perhaps"], "insurance/at": [String(T0)], "insurance/until": ["none"] },
    ];
    for (const consents of broken) expect(mayUseFor("insurance", { consents }, T0 + DAY)).toBe(false);
  });

  it("[TR22] care rests on the registration until it is refused or withdrawn; the rest needs a consent", () => {
    const view = (given?: Partial<ConsentInput>) =>
      viewPatient(given ? decide(root, { purpose: "care", ...given }) : root);
    expect(mayUseFor("care", view(), T0)).toBe(true);
    expect(mayUseFor("insurance", view(), T0)).toBe(false);
    expect(mayUseFor("research", view(), T0)).toBe(false);
    expect(mayUseFor("care", view({}), T0 + DAY)).toBe(true);
    expect(mayUseFor("care", view({ until: T0 + 1 }), T0 + DAY)).toBe(true);
    expect(mayUseFor("care", view({ state: "refused" }), T0 + DAY)).toBe(false);
    expect(mayUseFor("care", view({ state: "withdrawn" }), T0 + DAY)).toBe(false);
  });

  it("[TR21] property: replicas that have the same decisions agree, in whatever order they came, and never say yes to a no", () => {
    const decision = fc.record({
      state: fc.constantFrom(...consentDecisions),
      at: fc.integer({ min: T0, max: T0 + 9 * DAY }),
      until: fc.option(fc.integer({ min: T0 + DAY, max: T0 + 20 * DAY }), { nil: undefined }),
      method: fc.constantFrom(...consentMethods),
      by: fc.constantFrom("asha", "ravi", "nurse"),
    });
    fc.assert(
      fc.property(
        fc.option(decision, { nil: undefined }),
        fc.array(decision, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: T0 - DAY, max: T0 + 30 * DAY }),
        (before, concurrent, atMs) => {
          const base = before ? decide(root, before, actors[0]) : root;
          const branches = concurrent.map((one, i) => decide(base, one, actors[i + 1]));
          const forward = branches.reduce((all, one) => A.merge(A.clone(all), one));
          const backward = [...branches].reverse().reduce((all, one) => A.merge(A.clone(all), one));
          const loaded = A.load<PatientDoc>(A.save(forward));
          const [one, ...rest] = [forward, backward, loaded].map((doc) => consentOf(doc, atMs));
          for (const other of rest) expect(other).toEqual(one);
          if (one?.status === "given")
            for (const { state, at, until } of concurrent) {
              expect(state).toBe("given");
              expect(at).toBeLessThanOrEqual(atMs + 600_000);
              expect(until === undefined || atMs < until).toBe(true);
            }
          if (concurrent.some(({ state }) => state === "withdrawn")) expect(one?.status).toBe("withdrawn");
        },
      ),
      { numRuns: 60 },
    );
  });
});
