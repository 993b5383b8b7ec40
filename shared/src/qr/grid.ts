import { alignmentCentres } from "./tables.ts";

/** Modules of a symbol while it is drawn; what belongs to a function pattern is not data and not masked. */
export class Grid {
  readonly size: number;
  readonly #dark: boolean[][];
  readonly #fixed: boolean[][];

  constructor(version: number) {
    this.size = 17 + 4 * version;
    const blank = () => Array.from({ length: this.size }, () => Array<boolean>(this.size).fill(false));
    this.#dark = blank();
    this.#fixed = blank();
    this.#drawFunctionPatterns(version);
  }

  isDark(x: number, y: number): boolean {
    return this.#dark[y]?.[x] ?? false;
  }
  isFixed(x: number, y: number): boolean {
    return this.#fixed[y]?.[x] ?? true;
  }
  set(x: number, y: number, dark: boolean): void {
    const row = this.#dark[y];
    if (row && x >= 0 && x < this.size) row[x] = dark;
  }
  rows(): readonly (readonly boolean[])[] {
    return this.#dark;
  }

  #fix(x: number, y: number, dark: boolean): void {
    const row = this.#fixed[y];
    if (!row || x < 0 || x >= this.size) return;
    row[x] = true;
    this.set(x, y, dark);
  }

  #drawFunctionPatterns(version: number): void {
    for (let i = 0; i < this.size; i++) {
      this.#fix(6, i, i % 2 === 0);
      this.#fix(i, 6, i % 2 === 0);
    }
    const far = this.size - 4;
    for (const [x, y] of [
      [3, 3],
      [far, 3],
      [3, far],
    ] as const)
      this.#square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
    const centres = alignmentCentres[version - 1] ?? [];
    const last = centres.length - 1;
    centres.forEach((x, i) =>
      centres.forEach((y, j) => {
        const isFinder = (i === 0 && (j === 0 || j === last)) || (i === last && j === 0);
        if (!isFinder) this.#square(x, y, 2, (ring) => ring !== 1);
      }),
    );
    this.format(0);
    if (version >= 7) this.#drawVersion(version);
  }

  /** Rings around a centre, each dark or light. */
  #square(x: number, y: number, radius: number, isDark: (ring: number) => boolean): void {
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++)
        this.#fix(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  }

  /** Level and mask, twice, around the finder patterns (7.9). */
  format(mask: number): void {
    const bits = formatBits(mask);
    const bit = (i: number): boolean => ((bits >>> i) & 1) === 1;
    for (let i = 0; i < 8; i++) {
      this.#fix(this.size - 1 - i, 8, bit(i));
      this.#fix(8, i < 6 ? i : i + 1, bit(i));
    }
    for (let i = 8; i < 15; i++) {
      this.#fix(8, this.size - 15 + i, bit(i));
      this.#fix(i === 8 ? 7 : 14 - i, 8, bit(i));
    }
    this.#fix(8, this.size - 8, true);
  }

  #drawVersion(version: number): void {
    const bits = versionBits(version);
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >>> i) & 1) === 1;
      const [a, b] = [this.size - 11 + (i % 3), Math.floor(i / 3)];
      this.#fix(a, b, dark);
      this.#fix(b, a, dark);
    }
  }
}

const bchRemainder = (value: number, length: number, generator: number): number => {
  let rest = value;
  for (let i = 0; i < length; i++) rest = (rest << 1) ^ ((rest >>> (length - 1)) * generator);
  return rest & ((1 << length) - 1);
};

/** 15 bits of format information for level M (00) and a mask (7.9.1). */
export const formatBits = (mask: number): number => ((mask << 10) | bchRemainder(mask, 10, 0x537)) ^ 0x5412;
/** 18 bits of version information, from version 7 on (7.10). */
export const versionBits = (version: number): number => (version << 12) | bchRemainder(version, 12, 0x1f25);
