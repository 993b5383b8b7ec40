import { describe, expect, it } from "vitest";
import { DepartingPhone } from "./departing.ts";

const SEEDS = 150;

describe("simulated phones that are revoked: power cuts, lost answers, forged answers, a relay restored", () => {
  it(`[QR31][QR33] ${SEEDS} seeds: what was saved is deleted only under a receipt, and every phone is emptied`, async () => {
    const failures: string[] = [];
    const sum = { saved: 0, crashes: 0, losses: 0, restored: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { failure, saved, crashes, losses, restored } = await new DepartingPhone(seed).run();
      if (failure !== undefined) failures.push(`seed ${seed}: ${failure}`);
      sum.saved += saved;
      sum.crashes += crashes;
      sum.losses += losses;
      sum.restored += restored ? 1 : 0;
    }
    expect(failures).toEqual([]);
    // A quiet world proves nothing.
    expect(sum.saved).toBeGreaterThan(SEEDS * 3);
    expect(sum.crashes).toBeGreaterThan(SEEDS / 2);
    expect(sum.losses).toBeGreaterThan(SEEDS / 2);
    expect(sum.restored).toBeGreaterThan(3);
  });

  it("[QR31] negative control: finds a phone that deletes under a receipt that it did not check", async () => {
    let failure: string | undefined;
    for (let seed = 1; seed <= SEEDS && failure === undefined; seed++)
      ({ failure } = await new DepartingPhone(seed, { plantedBug: "unchecked-receipt" }).run());
    expect(failure).toMatch(/deleted unreceipted/);
  });
});
