import { existsSync } from "node:fs";
import { runProgram } from "./program.ts";

// What a command writes (keys, stores, findings) is for its user alone.
process.umask(0o077);
// What the environment already says stands; the file only fills in.
if (existsSync(".env")) process.loadEnvFile(".env");
process.exitCode = await runProgram(process.argv);
