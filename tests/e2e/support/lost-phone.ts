import { ChangeMaker, login } from "@arogyasync/sync-server/testing";
import { handInOf, sendHandIn, takeGrant } from "../../support/relay/hand-in.ts";
import { CLINIC, PASSWORD, type World } from "./world.ts";

/** Somebody's second phone, lost with a new patient and a reading on it, comes online and hands them in. */
export const handInFromLostPhone = async (world: World, user: string): Promise<void> => {
  const { relay } = world;
  const maker = new ChangeMaker(user);
  const device = "lost-phone";
  await login(relay.url, maker.keys, user, PASSWORD, device);
  const patient = await maker.patient(CLINIC, "Radha Shinde");
  const reading = await maker.reading(patient.id, Date.now());
  const done = await relay.revocations.apply(
    { target: "device", id: device, action: "revoke", reason: "Lost on the bus to Pune", confirm: device },
    { userId: "meera", roles: ["admin"], clinics: [CLINIC] },
  );
  if (!done.ok) throw new Error(done.error);
  const grant = await takeGrant(relay.url, maker.keys);
  const body = handInOf([await maker.push([patient, reading])]);
  const answer = await sendHandIn(relay.url, maker.keys, grant.nonce, body);
  if (!answer.ok) throw new Error(await answer.text());
};
