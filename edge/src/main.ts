import { startEdge } from "./app.ts";
import { readConfig } from "./config.ts";

const STOP_LIMIT_MS = 10_000;

// A bug's message may quote data, so only its kind is told; the supervisor starts the gateway again.
process.on("uncaughtException", (error) => {
  process.stderr.write(`edge: stopped by an unexpected ${error.name}\n`);
  process.exit(1);
});

// Whatever this process writes is its user's alone: ring, replica, key.
process.umask(0o077);

try {
  const edge = await startEdge(readConfig(process.env));
  process.stdout.write(
    `edge ready at http://127.0.0.1:${edge.httpPort}${edge.mqttPort === undefined ? "" : `, mqtt port ${edge.mqttPort}`}\n`,
  );
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    edge.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
} catch (error) {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const sentence = isTaken
    ? "a port is taken; set PORT, MQTT_PORT and HL7_PORT to free ones."
    : (error as Error).message;
  process.stderr.write(`edge: ${sentence}\n`);
  process.exit(1);
}
