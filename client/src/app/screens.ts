// One chunk per role: a phone never loads the hospital's charts, a ward screen never the keypad.
export const field = () => import("../features/field/index.ts");
export const hospital = () => import("../features/hospital/index.ts");
export const admin = () => import("../features/admin/index.ts");
export const devices = () => import("../features/devices/index.ts");
export const emergency = () => import("../features/emergency/index.ts");
export const traces = () => import("../features/traces/index.ts");
export const welcome = () => import("../features/welcome/index.ts");
/** What stands before everything else on a device that somebody uses. */
export const unlock = () => import("../features/unlock/index.ts");
export const quarantine = () => import("../features/quarantine/index.ts");
export const settings = () => import("../features/settings/index.ts");

const ofFirstStep: Readonly<Record<string, () => Promise<unknown>>> = {
  "": field,
  f: field,
  w: hospital,
  d: devices,
  s: settings,
  a: traces,
  admin,
  login: welcome,
  welcome,
};

/**
 * Asks for the chunk of the screen at this path, so that it comes together with the frame around it and not after it.
 * "/" is taken for the field's, where most start.
 */
export const fetchScreens = (path: string): void => {
  void unlock().catch(() => {}); // as below
  void ofFirstStep[path.split("/")[1] ?? ""]?.().catch(() => {}); // the router asks again, and shows what goes wrong
};
