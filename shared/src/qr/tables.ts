/** ISO/IEC 18004:2015, error correction level M, by version (index 0 is version 1). */
export const MAX_VERSION = 10;

/** Data codewords in all (table 7). */
export const dataCodewords = [16, 28, 44, 64, 86, 108, 124, 154, 182, 216] as const;
/** Error correction codewords of each block (table 9). */
export const checkCodewordsPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26] as const;
/** Blocks (table 9); the later ones hold one codeword more where the data does not divide evenly. */
export const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5] as const;
/** Centres of the alignment patterns, in both directions (annex E). */
export const alignmentCentres: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];
