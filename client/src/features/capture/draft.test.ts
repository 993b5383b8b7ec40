import { expect, test } from "vitest";
import { draftsOf, tabStore } from "../../app/platform/local-store.ts";
import { keepDraft, loadDraft } from "./draft.ts";
import { startCapture } from "./model.ts";
import { defaultStepOrder } from "../../widgets/steps.ts";

const capture = { ...startCapture(defaultStepOrder), typed: { heartRate: "88" } };

test("a draft is found again for its patient only, for half an hour [CL16]", () => {
  keepDraft("p1", undefined, { capture, keptAtMs: 1_000 });
  expect(loadDraft("p1", undefined, 2_000)?.capture.typed).toEqual({ heartRate: "88" });
  expect(loadDraft("p1", "reading-1", 2_000)).toBeUndefined();
  expect(loadDraft("p2", undefined, 2_000)).toBeUndefined();
  expect(loadDraft("p1", undefined, 1_000 + 31 * 60_000)).toBeUndefined();
});
test("[TR35] an erased patient's drafts go, nobody else's", () => {
  for (const id of ["p1", "p2"]) keepDraft(id, "reading-1", { capture, keptAtMs: 1_000 });
  tabStore.drop(draftsOf("p1"));
  expect(loadDraft("p1", "reading-1", 2_000)).toBeUndefined();
  expect(loadDraft("p2", "reading-1", 2_000)).toBeDefined();
});
test("a saved visit leaves no draft", () => {
  keepDraft("p1", undefined, { capture, keptAtMs: 1_000 });
  keepDraft("p1", undefined, undefined);
  expect(loadDraft("p1", undefined, 2_000)).toBeUndefined();
});
