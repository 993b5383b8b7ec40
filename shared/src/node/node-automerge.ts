// Imported for what it does, before anything touches a document: starts Automerge's wasm and gives the shared code
// Node's SHA-256, ten times as fast as the portable one.
import "@automerge/automerge";
import { createHash } from "node:crypto";
import { useSha256 } from "../bytes/index.ts";

useSha256((data) => new Uint8Array(createHash("sha256").update(data).digest()));
