import type { SessionState } from "../data/app-data.ts";
import type { VaultPerson, VaultState } from "../data/vault.ts";
import { browserClock } from "../app/platform/clock.ts";
import type { Scene } from "./scenes.ts";

const clinics = [
  { id: "phc-wadgaon", name: "PHC Wadgaon", demo: true },
  { id: "phc-shirur", name: "PHC Shirur", demo: true },
];

export const sceneSession = (scene: Scene): SessionState => {
  const session = {
    userId: "sunita",
    userName: "Sunita D.",
    roles: [scene.role],
    clinics,
    clinicId: "phc-wadgaon",
    isReadingClosed: scene.readingClosed,
  };
  if (scene.session === "blocked") return { state: "blocked", session, code: "device-revoked" };
  return scene.session === "signed-in" ? { state: "signed-in", session } : { state: scene.session };
};

const nobody = { unsentCount: 0, nextTryAtMs: undefined, needsSignIn: false, isRetired: false };
const people: readonly [VaultPerson, ...VaultPerson[]] = [
  { ...nobody, vaultId: "v1", userName: "Sunita D.", unsentCount: 3 },
  { ...nobody, vaultId: "v2", userName: "Ravi K." },
  { ...nobody, vaultId: "v3", userName: "Sunita D.", unsentCount: 1, isRetired: true },
];

export const sceneVault = (scene: Scene): VaultState => {
  const [first, ...others] = people;
  switch (scene.vault) {
    case "open":
      return { state: "open" };
    case "closed":
      return { state: "closed", people };
    case "wait":
      return {
        state: "closed",
        people: [{ ...first, nextTryAtMs: browserClock.now() + 300_000 }, ...others],
      };
    case "shut":
      return { state: "closed", people: [{ ...first, needsSignIn: true }, ...others] };
    case "enter-pin":
      return { state: "enter-pin", person: first };
    case "choose-pin":
      return { state: "choose-pin", userName: first.userName };
  }
};
