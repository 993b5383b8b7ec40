// Preloaded into every child (`node --import`): its standard input is a pipe held by the supervisor, and when that
// ends, however the supervisor died, the child stops too. No service is left running without anybody to stop it.
import { isMainThread } from "node:worker_threads";

const HARD_STOP_MS = 20_000;

if (isMainThread) {
  process.stdin.on("end", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
  });
  process.stdin.resume();
  process.stdin.unref?.();
}
