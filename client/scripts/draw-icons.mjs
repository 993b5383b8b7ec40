// Draws the app's icons: `node client/scripts/draw-icons.mjs`. Run after changing the drawing; the files are committed.
import { mkdir, writeFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { crc32 } from "./crc32.mjs";

const BRAND = [0x00, 0x63, 0x5a];
const WHITE = [0xff, 0xff, 0xff];
/** The mark on a 100 × 100 field: a pulse line. */
const PULSE = [
  [14, 54],
  [34, 54],
  [42, 34],
  [54, 74],
  [63, 48],
  [69, 54],
  [86, 54],
];
const STROKE = 7.5;

const distanceToSegment = (x, y, [ax, ay], [bx, by]) => {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
};
const onPulse = (x, y) => PULSE.slice(1).some((to, i) => distanceToSegment(x, y, PULSE[i], to) <= STROKE / 2);
const inRoundedSquare = (x, y, radius) => {
  const [cx, cy] = [Math.max(radius, Math.min(100 - radius, x)), Math.max(radius, Math.min(100 - radius, y))];
  return Math.hypot(x - cx, y - cy) <= radius;
};

/** RGBA of one point; a maskable icon fills the square and keeps its mark in the safe middle 80 %. */
const colourAt = (x, y, maskable) => {
  const scale = maskable ? 1.3 : 1;
  const mark = onPulse(50 + (x - 50) * scale, 50 + (y - 50) * scale);
  if (!maskable && !inRoundedSquare(x, y, 20)) return [0, 0, 0, 0];
  return [...(mark ? WHITE : BRAND), 255];
};

const SAMPLES = 4;
const raster = (size, maskable) => {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let py = 0; py < size; py++)
    for (let px = 0; px < size; px++) {
      const sum = [0, 0, 0, 0];
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const x = ((px + ((s % SAMPLES) + 0.5) / SAMPLES) * 100) / size;
        const y = ((py + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) * 100) / size;
        const [r, g, b, a] = colourAt(x, y, maskable);
        sum[0] += r * a;
        sum[1] += g * a;
        sum[2] += b * a;
        sum[3] += a;
      }
      const at = py * (size * 4 + 1) + 1 + px * 4;
      for (let c = 0; c < 3; c++) rows[at + c] = sum[3] === 0 ? 0 : Math.round(sum[c] / sum[3]);
      rows[at + 3] = Math.round(sum[3] / (SAMPLES * SAMPLES));
    }
  return rows;
};

const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
};
const png = (size, maskable) => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raster(size, maskable), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

const points = PULSE.map((p) => p.join(",")).join(" ");
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="20" fill="#00635A"/><polyline points="${points}" fill="none" stroke="#fff" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`;

const folder = new URL("../public/icons/", import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL("icon.svg", folder), svg);
await writeFile(new URL("icon-192.png", folder), png(192, false));
await writeFile(new URL("icon-512.png", folder), png(512, false));
await writeFile(new URL("maskable-512.png", folder), png(512, true));
await writeFile(new URL("apple-touch-180.png", folder), png(180, true));
