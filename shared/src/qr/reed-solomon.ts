/** Multiplies in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1, the field of QR codes. */
const multiply = (a: number, b: number): number => {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    if (((b >>> bit) & 1) === 1) product ^= a;
  }
  return product;
};

/** The generator polynomial of `length` check codewords, without its leading 1. */
const generatorOf = (length: number): number[] => {
  const generator: number[] = Array.from({ length }, (_, i) => (i === length - 1 ? 1 : 0));
  let root = 1;
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < length; j++)
      generator[j] = multiply(generator[j] ?? 0, root) ^ (generator[j + 1] ?? 0);
    root = multiply(root, 2);
  }
  return generator;
};

/** The `length` check codewords of one block of data. */
export const checkCodewordsOf = (data: readonly number[], length: number): number[] => {
  const generator = generatorOf(length);
  const rest = Array.from({ length }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let i = 0; i < length; i++) rest[i] = (rest[i] ?? 0) ^ multiply(generator[i] ?? 0, factor);
  }
  return rest;
};
