import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as A from "@automerge/automerge";
import { openSqliteReplicaStore } from "@arogyasync/cli/testing";
import { loadDoc, Outbox } from "@arogyasync/shared/replica";
import { SeededRandom } from "@arogyasync/shared/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SAVER = fileURLToPath(new URL("../support/replica-saver.ts", import.meta.url));
const KILLS = 8;

/** Runs the saver, kills it some random saves in, and gives the hashes that it called saved. */
const saveAndKill = (file: string, seed: number, mode: string, afterSaves: number): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", SAVER, file, String(seed), mode], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split("\n").length > afterSaves) child.kill("SIGKILL");
    });
    child.on("error", reject);
    // The last line may be half: only whole ones were said.
    child.on("close", (_code, signal) =>
      signal === "SIGKILL"
        ? resolve(text.split("\n").slice(0, -1))
        : reject(new Error("the saver ended by itself")),
    );
  });

/** What is missing of these changes: in the outbox, or in their documents. */
const missing = async (file: string, hashes: readonly string[]): Promise<string[]> => {
  const store = openSqliteReplicaStore(file);
  const outbox = await Outbox.load(store);
  const entries = new Map(outbox.pending().map((e) => [e.hashHex, e]));
  const held = new Map<string, Set<string>>();
  for (const id of new Set(outbox.pending().map((e) => e.docId))) {
    const { doc, bad } = await loadDoc<unknown>(store, id);
    expect(bad).toEqual([]);
    held.set(id, new Set(doc ? A.topoHistoryTraversal(doc) : []));
  }
  await store.close();
  return hashes.filter((hash) => {
    const entry = entries.get(hash);
    return !entry || !held.get(entry.docId)?.has(hash);
  });
};

describe("a replica killed with SIGKILL while it saves", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "arogya-kill-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it(`[CL1] ${KILLS} times over: every save that resolved is in the outbox and in its document`, async () => {
    const file = join(folder, "replica.db");
    const random = new SeededRandom(7);
    const said: string[] = [];
    for (let kill = 0; kill < KILLS; kill++)
      said.push(...(await saveAndKill(file, kill, "honest", 1 + random.int(60))));
    expect(said.length).toBeGreaterThan(KILLS);
    expect(await missing(file, said)).toEqual([]);
  });

  it("[CL1] negative control: a writer that does not wait for its disk loses what it called saved", async () => {
    const file = join(folder, "replica.db");
    const said = await saveAndKill(file, 1, "lies", 5);
    expect((await missing(file, said)).length).toBeGreaterThan(0);
  });
});
