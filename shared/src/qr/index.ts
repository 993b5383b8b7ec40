export { type QrMatrix, qrMatrix } from "./qr.ts";
