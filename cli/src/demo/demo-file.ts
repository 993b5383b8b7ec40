import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE } from "@arogyasync/sync-server/config";

/** Kept beside the data, so that every start can print the logins and a demo that broke off is finished. */
export interface DemoFile {
  readonly password: string;
  /** The demo's "today", epoch ms. */
  readonly now: number;
  readonly isSeeded: boolean;
}

const fileIn = (dataDir: string): string => join(dataDir, "demo.json");

export const readDemo = (dataDir: string): DemoFile | undefined =>
  existsSync(fileIn(dataDir)) ? (JSON.parse(readFileSync(fileIn(dataDir), "utf8")) as DemoFile) : undefined;

export const writeDemo = (dataDir: string, demo: DemoFile): void => {
  const file = fileIn(dataDir);
  writeFileSync(`${file}.tmp`, JSON.stringify(demo), { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
};

/** Whether this folder holds the demo, or nothing yet and so will. */
export const isDemoFolder = (dataDir: string): boolean =>
  existsSync(fileIn(dataDir)) || !existsSync(join(dataDir, DATABASE_FILE));
