import { qrMatrix } from "@arogyasync/shared/qr";

/** Light modules around the symbol, without which cameras do not find it. */
const QUIET = 4;
const BLACK_ON_WHITE = "\u001b[30;107m";
const RESET = "\u001b[0m";

/**
 * A QR code for a terminal, two rows of modules a line; undefined when the text is too long for one.
 * @param hasColour whether black and white can be asked for; otherwise light modules are blocks, for a dark terminal.
 */
export const qrLines = (text: string, hasColour: boolean): string[] | undefined => {
  const rows = qrMatrix(text);
  if (!rows) return undefined;
  const isInk = (x: number, y: number): boolean => (rows[y]?.[x] ?? false) === hasColour;
  const lines: string[] = [];
  for (let y = -QUIET; y < rows.length + QUIET; y += 2) {
    let line = "";
    for (let x = -QUIET; x < rows.length + QUIET; x++) {
      const [upper, lower] = [isInk(x, y), isInk(x, y + 1)];
      line += upper ? (lower ? "█" : "▀") : lower ? "▄" : " ";
    }
    lines.push(hasColour ? `${BLACK_ON_WHITE}${line}${RESET}` : line);
  }
  return lines;
};
