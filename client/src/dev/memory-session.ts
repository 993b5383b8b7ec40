import type { SessionState } from "../data/app-data.ts";
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
  };
  if (scene.session === "blocked") return { state: "blocked", session, code: "device-revoked" };
  return scene.session === "signed-in" ? { state: "signed-in", session } : { state: scene.session };
};
