import { execFileSync } from "node:child_process";
import { join } from "node:path";

const script = join(import.meta.dirname, "../../../client/scripts/bundle-size.mjs");

/** Kilobytes of gzip JavaScript before the field's first screen, by the build's own gate. */
export const firstRouteKb = (publicDir: string): number => {
  const answer = (text: string): number => (JSON.parse(text) as { firstRouteGzip: number }).firstRouteGzip;
  try {
    return answer(execFileSync(process.execPath, [script, "--json", publicDir], { encoding: "utf8" })) / 1024;
  } catch (error) {
    // Over budget it ends with 1, having said its figure all the same.
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return answer(stdout) / 1024;
  }
};
