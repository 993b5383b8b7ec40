import { join } from "node:path";
import { expect, test } from "vitest";
import { at, diagnostics, login, record, register, until, visit } from "./support/app.ts";
import { PHONE } from "./support/browser.ts";
import { createWorld, PASSWORD } from "./support/world.ts";

test("[CL3] two tabs: one owns the connection, each sees what the other saved, the second takes over", async () => {
  await using world = await createWorld(join(import.meta.dirname, "../../client/dist"));
  const seat = await world.seat("phone", PHONE);
  const first = seat.device.page;
  await login(first, seat.origin, "asha", PASSWORD);
  const patient = await register(first, seat.origin, { name: "Meena Shinde", sex: "female", age: 29 });
  const second = await seat.device.context.newPage();
  await second.setViewportSize(PHONE);

  await record(second, seat.origin, patient, { heartRate: "88", spo2: "97" });
  await first.bringToFront();
  await visit(first, `${seat.origin}/f/p/${patient}`);
  await at(first, "reading").first().waitFor({ timeout: 20_000 });
  await record(first, seat.origin, patient, { heartRate: "90", spo2: "98" });
  await second.bringToFront();
  await visit(second, `${seat.origin}/f/p/${patient}`);
  await until("the second tab shows both", async () =>
    (await at(second, "reading").count()) === 2 ? true : undefined,
  );

  // Whoever led, closing the first tab leaves one that sends.
  await first.close();
  await record(second, seat.origin, patient, { heartRate: "92", spo2: "96" });
  await until("the remaining tab has sent everything", async () => {
    // Each look opens the page anew, and a page gives its first seconds to the screen before it connects.
    await second.waitForTimeout(8_000);
    return (await diagnostics(second, seat.origin)).pendingCount === 0 ? true : undefined;
  });
  const stats = await world.relay.stats();
  expect(stats.readings).toBe(3);
  expect(stats.patients).toBe(1);
});
