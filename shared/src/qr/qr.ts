import { utf8ToBytes } from "../bytes/index.ts";
import { dataOf, interleave, versionFor } from "./codewords.ts";
import { Grid } from "./grid.ts";
import { masks, penaltyOf } from "./mask.ts";

/** Rows of modules, true for dark, without the quiet zone of four light modules that must surround it. */
export type QrMatrix = readonly (readonly boolean[])[];

/** Where the bits go (7.7.3): two columns at a time from the right, upwards and downwards in turn. */
const place = (grid: Grid, codewords: readonly number[]): void => {
  const { size } = grid;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    // The vertical timing pattern is a column of its own.
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = isUpward ? size - 1 - step : step;
        if (grid.isFixed(x, y)) continue;
        grid.set(x, y, (((codewords[at >> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1);
        at++;
      }
  }
};

const turnOver = (grid: Grid, mask: (x: number, y: number) => boolean): void => {
  for (let y = 0; y < grid.size; y++)
    for (let x = 0; x < grid.size; x++)
      if (!grid.isFixed(x, y) && mask(x, y)) grid.set(x, y, !grid.isDark(x, y));
};

/**
 * A QR code (ISO/IEC 18004) of the text: byte mode, error correction level M, the smallest of versions 1 to 10.
 * @param mask one of 0–7 to have exactly this; otherwise the one that is read best.
 * @returns undefined when the text has more than 213 bytes in UTF-8.
 */
export const qrMatrix = (text: string, mask?: number): QrMatrix | undefined => {
  const bytes = utf8ToBytes(text);
  const version = versionFor(bytes.length);
  if (version === undefined) return undefined;
  const codewords = interleave(dataOf(bytes, version), version);
  const drawn = (number: number): Grid => {
    const grid = new Grid(version);
    place(grid, codewords);
    turnOver(grid, masks[number] ?? (() => false));
    grid.format(number);
    return grid;
  };
  if (mask !== undefined) return drawn(mask).rows();
  let best: { readonly grid: Grid; readonly penalty: number } | undefined;
  for (const number of masks.keys()) {
    const grid = drawn(number);
    const penalty = penaltyOf(grid);
    if (!best || penalty < best.penalty) best = { grid, penalty };
  }
  return best?.grid.rows();
};
