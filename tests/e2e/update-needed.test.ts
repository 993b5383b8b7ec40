import { join } from "node:path";
import { PROTOCOL_VERSION } from "@arogyasync/shared/protocol";
import { expect, test } from "vitest";
import { diagnostics, login, record, register, until, visit } from "./support/app.ts";
import { PHONE } from "./support/browser.ts";
import { createWorld, PASSWORD } from "./support/world.ts";

/** What an app of an older version says of itself, in as many letters. */
const asAnOlderApp = (sent: Buffer): Buffer =>
  Buffer.from(sent.toString("latin1").replaceAll(`"protocol":${PROTOCOL_VERSION}`, '"protocol":1'), "latin1");

test("[CL5] an app that is too old says so, records on, and sends everything once it is new, without a sign-in", async () => {
  await using world = await createWorld(join(import.meta.dirname, "../../client/dist"));
  const seat = await world.seat("phone", PHONE);
  const { page } = seat.device;
  await login(page, seat.origin, "asha", PASSWORD);
  const patient = await register(page, seat.origin, { name: "Meena Shinde", sex: "female", age: 29 });
  await until("the patient is sent", async () =>
    (await world.relay.stats()).patients === 1 ? true : undefined,
  );

  seat.network.tamper(asAnOlderApp);
  await seat.network.cut();
  await seat.network.restore();
  await page.getByText("This version is too old").first().waitFor({ timeout: 60_000 });
  expect(await page.getByTestId("sign-in-again").count()).toBe(0);
  await record(page, seat.origin, patient, { heartRate: "88", spo2: "97" });
  expect((await diagnostics(page, seat.origin)).pendingCount).toBe(1);
  expect((await world.relay.stats()).readings).toBe(0);

  // The new version: the same storage, opened anew.
  seat.network.tamper(undefined);
  await visit(page, `${seat.origin}/f`);
  await until("the reading is sent", async () =>
    (await world.relay.stats()).readings === 1 ? true : undefined,
  );
});
