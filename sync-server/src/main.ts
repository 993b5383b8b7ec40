import { systemClock } from "./adapters/system-clock.ts";
import { createRelay } from "./app.ts";
import { readConfig } from "./config.ts";
import { whereOf } from "./events.ts";

const STOP_LIMIT_MS = 10_000;

// A bug's message may quote data, so only where it happened is told; the supervisor starts the relay again.
process.on("uncaughtException", (error) => {
  process.stderr.write(`relay: stopped by an unexpected ${error.name}: ${whereOf(error)}\n`);
  process.exit(1);
});

// Whatever this process writes is its user's alone: database, keys, and what a library leaves beside them.
process.umask(0o077);

try {
  const relay = await createRelay(readConfig(process.env));
  process.stdout.write(`relay ready at ${relay.url}\n`);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    systemClock.after(STOP_LIMIT_MS, () => process.exit(1));
    relay.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
} catch (error) {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const port = process.env.PORT ?? "8080";
  const sentence = isTaken ? `Port ${port} is taken. Set PORT to a free one.` : (error as Error).message;
  process.stderr.write(`relay: ${sentence}\n`);
  process.exit(1);
}
