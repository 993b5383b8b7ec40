export { generateKeyPair, verifyEd25519 } from "../adapters/node-crypto.ts";
export { ChangeMaker, hashOf, type MadeChange } from "./change-maker.ts";
export { testConfig, testPasswords } from "./config.ts";
export { keySession, login, loginBody, post, RawClient } from "./raw-client.ts";
