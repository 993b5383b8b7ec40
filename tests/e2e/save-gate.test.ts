import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { at, login, record, register, until, visit, waitForOfflineReady } from "./support/app.ts";
import { PHONE } from "./support/browser.ts";
import { createWorld, PASSWORD } from "./support/world.ts";

const root = join(import.meta.dirname, "../..");
const TRIES = 5;

/** Saves a reading offline, kills the browser the moment the words stand there, reopens, and counts what is left. */
const keptAfterKill = async (publicDir: string): Promise<number> => {
  await using world = await createWorld(publicDir);
  const seat = await world.seat("phone", PHONE);
  await login(seat.device.page, seat.origin, "asha", PASSWORD);
  await waitForOfflineReady(seat.device.page);
  const patient = await register(seat.device.page, seat.origin, {
    name: "Rekha Pawar",
    sex: "female",
    age: 45,
  });
  await until("the patient is stored", async () => {
    await visit(seat.device.page, `${seat.origin}/f/p/${patient}`);
    await at(seat.device.page, "edit-identity").waitFor({ timeout: 3000 });
    return true;
  });
  await seat.network.cut();
  for (let i = 0; i < TRIES; i++) {
    const { page } = seat.device;
    await visit(page, `${seat.origin}/f/p/${patient}/record`);
    await at(page, "box-heartRate").waitFor();
    // Armed before the tap, so that the kill follows the words by a message, not by a poll.
    const shown = page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          new MutationObserver(() => {
            if (document.querySelector('[data-testid="saved-banner"]')) resolve();
          }).observe(document.body, { childList: true, subtree: true });
        }),
    );
    const saving = record(page, seat.origin, patient, { heartRate: "82", spo2: "97" }, { stay: true }).catch(
      () => undefined,
    );
    await shown;
    await seat.device.kill();
    await saving;
    await seat.reopen();
  }
  await visit(seat.device.page, `${seat.origin}/f/p/${patient}`);
  await at(seat.device.page, "edit-identity").waitFor();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const kept = await at(seat.device.page, "reading").count();
  return kept;
};

test(`[CL1] killed right after "Saved on this device", ${TRIES} times: every reading is there`, async () => {
  expect(await keptAfterKill(join(root, "client/dist"))).toBe(TRIES);
});

test("[CL1] negative control: the same with the durable flush not awaited loses readings", async () => {
  const built = spawnSync("npx", ["vite", "build"], {
    cwd: join(root, "client"),
    env: { ...process.env, VITE_UNSAFE_SAVE: "1" },
    encoding: "utf8",
  });
  expect(built.status, built.stderr).toBe(0);
  expect(await keptAfterKill(join(root, "out/client-unsafe"))).toBeLessThan(TRIES);
});
