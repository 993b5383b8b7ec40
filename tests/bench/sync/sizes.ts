/** How much work the rows are about. The names of the rows say the full figures. */
export interface Sizes {
  readonly docs: number;
  readonly readingsEach: number;
  readonly clients: number;
  readonly docsPerClient: number;
  readonly readingsPerClientDoc: number;
  /** A peer that takes longer is stopped here, milliseconds. */
  readonly capMs: number;
}
export const FULL: Sizes = {
  docs: 1_000,
  readingsEach: 30,
  clients: 200,
  docsPerClient: 20,
  readingsPerClientDoc: 10,
  capMs: 120_000,
};
export const QUICK: Sizes = { ...FULL, docs: 100, clients: 20, docsPerClient: 5, capMs: 30_000 };
