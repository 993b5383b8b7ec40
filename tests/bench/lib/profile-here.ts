import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";

const SAMPLE_US = 500;

/** Profiles this thread until the returned function is called, which writes `client.cpuprofile` into the folder. */
export const profileHere = async (dir: string): Promise<() => Promise<void>> => {
  mkdirSync(dir, { recursive: true });
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    writeFileSync(join(dir, "client-0.cpuprofile"), JSON.stringify(profile));
    session.disconnect();
  };
};
