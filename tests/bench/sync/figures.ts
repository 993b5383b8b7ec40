export type RowName =
  | "upload-1000x30"
  | "reconnect-unchanged-1000"
  | "return-of-200-clients"
  | "first-sync-1000"
  | "relay-rss"
  | "bytes-per-reading-uploaded"
  | "bytes-per-reading-first-sync";

export const UNITS: Readonly<Record<RowName, string>> = {
  "upload-1000x30": "ms",
  "reconnect-unchanged-1000": "ms",
  "return-of-200-clients": "ms",
  "first-sync-1000": "ms",
  "relay-rss": "MB",
  "bytes-per-reading-uploaded": "bytes",
  "bytes-per-reading-first-sync": "bytes",
};

/** What one side reached. `capped` figures are lower bounds: the row's time ran out. */
export interface Figures {
  readonly values: Map<RowName, number>;
  readonly capped: Set<RowName>;
}
export const noFigures = (): Figures => ({ values: new Map(), capped: new Set() });

export const isWanted = (only: ReadonlySet<string> | undefined, ...names: RowName[]): boolean =>
  only === undefined || names.some((name) => only.has(name));
