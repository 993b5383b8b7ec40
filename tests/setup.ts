// Every Node test process: Automerge's wasm, and the fast SHA-256 where the portable one would only cost time.
import "@automerge/automerge";
import { createHash } from "node:crypto";
import { useSha256 } from "@arogyasync/shared/bytes";

useSha256((data) => new Uint8Array(createHash("sha256").update(data).digest()));
