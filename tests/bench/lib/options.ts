import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Fewer documents: to see that it runs, not how fast. */
  readonly isQuick: boolean;
  /** Names of the rows wanted; undefined for all. */
  readonly only: ReadonlySet<string> | undefined;
  /** Peers are left out: for work on our own side. */
  readonly isAlone: boolean;
  /** Where the server under test leaves its CPU profiles. */
  readonly profileDir: string | undefined;
  /** Where the filled phone of `client` is kept and taken from again: filling one takes minutes. */
  readonly keepDir: string | undefined;
  /** Fills the kept phone, or brings it to this build, and measures nothing. */
  readonly isPrepareOnly: boolean;
}

/** Reads `sync|client|security|live` and the options below. Throws on anything else. */
export const readOptions = (
  argv: readonly string[],
): { readonly bench: string; readonly json: string | undefined; readonly options: BenchOptions } => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: "string" },
      quick: { type: "boolean" },
      only: { type: "string" },
      alone: { type: "boolean" },
      profile: { type: "string" },
      keep: { type: "string" },
      prepare: { type: "boolean" },
    },
  });
  const [bench, ...rest] = positionals;
  if (bench === undefined || rest.length > 0)
    throw new Error("name one benchmark: sync, client, security or live");
  if (values.prepare === true && values.keep === undefined)
    throw new Error("--prepare without --keep DIR would throw away what it prepares");
  return {
    bench,
    json: values.json,
    options: {
      isQuick: values.quick ?? false,
      isAlone: values.alone ?? false,
      profileDir: values.profile,
      keepDir: values.keep,
      isPrepareOnly: values.prepare ?? false,
      only: values.only === undefined ? undefined : new Set(values.only.split(",")),
    },
  };
};
