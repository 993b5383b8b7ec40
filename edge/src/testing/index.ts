// What tests of other packages use of the gateway. Nothing in production imports this folder.
export { openRing } from "../adapters/sqlite-ring.ts";
export { edgeFolder, edgeKeyFile, startEdge } from "../app.ts";
export { readConfig } from "../config.ts";
