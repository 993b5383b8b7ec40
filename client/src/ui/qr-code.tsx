import { qrMatrix } from "@arogyasync/shared/qr";
import styles from "./qr-code.module.css";

/** Light modules around the symbol. */
const QUIET = 4;

interface Props {
  readonly text: string;
  /** Said to who cannot see it. */
  readonly label: string;
}

/** A text as a QR code; nothing when it is too long for one. */
export const QrCode = ({ text, label }: Props) => {
  const rows = qrMatrix(text);
  if (!rows) return null;
  const size = rows.length + 2 * QUIET;
  const path = rows
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")))
    .join("");
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
      data-testid="qr"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
};
