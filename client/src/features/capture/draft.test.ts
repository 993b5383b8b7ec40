import { expect, test } from "vitest";
import type { Drafts } from "../../data/vault.ts";
import { keepDraft, loadDraft } from "./draft.ts";
import { startCapture } from "./model.ts";
import { defaultStepOrder } from "../../widgets/steps.ts";

const newDrafts = (): Drafts => {
  const texts = new Map<string, string>();
  return {
    get: (key) => texts.get(key),
    set: async (key, text) => void (text === undefined ? texts.delete(key) : texts.set(key, text)),
  };
};
const capture = { ...startCapture(defaultStepOrder), typed: { heartRate: "88" } };

test("a draft is found again for its patient only, for half an hour [CL16]", () => {
  const drafts = newDrafts();
  void keepDraft(drafts, "p1", undefined, { capture, keptAtMs: 1_000 });
  expect(loadDraft(drafts, "p1", undefined, 2_000)?.capture.typed).toEqual({ heartRate: "88" });
  expect(loadDraft(drafts, "p1", "reading-1", 2_000)).toBeUndefined();
  expect(loadDraft(drafts, "p2", undefined, 2_000)).toBeUndefined();
  expect(loadDraft(drafts, "p1", undefined, 1_000 + 31 * 60_000)).toBeUndefined();
});
test("a saved visit leaves no draft", () => {
  const drafts = newDrafts();
  void keepDraft(drafts, "p1", undefined, { capture, keptAtMs: 1_000 });
  void keepDraft(drafts, "p1", undefined, undefined);
  expect(loadDraft(drafts, "p1", undefined, 2_000)).toBeUndefined();
});
