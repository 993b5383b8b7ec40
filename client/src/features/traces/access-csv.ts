import type { AccessEntry } from "@arogyasync/shared/access";
import type { AccessReview } from "@arogyasync/shared/api";

const columns = [
  "no",
  "time",
  "device time",
  "person",
  "name",
  "roles",
  "patients",
  "what",
  "purpose",
  "device",
  "reason",
  "brought by",
  "reviewed by",
  "reviewed at",
  "review",
] as const;

/** What a spreadsheet would take for a formula is text: an apostrophe goes before it (OWASP, CSV injection). */
const cell = (value: string | number): string => {
  const text = String(value);
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
};
const iso = (ms: number | undefined): string => (ms === undefined ? "" : new Date(ms).toISOString());

/** Entries of the access log as CSV (RFC 4180, UTF-8 with its mark, so that spreadsheets read every script). */
export const accessCsv = (
  entries: readonly AccessEntry[],
  reviews: readonly AccessReview[],
  people: Readonly<Record<string, string>>,
): string => {
  const reviewByNo = new Map(reviews.map((review) => [review.no, review]));
  const rows = entries.map((e) => {
    const review = reviewByNo.get(e.no);
    return [
      e.no,
      iso(e.at),
      iso(e.deviceAt),
      e.person,
      people[e.person] ?? "",
      e.roles.join(" "),
      e.patients.join(" "),
      e.what,
      e.purpose,
      e.device,
      e.reason,
      e.courier ?? "",
      review?.by ?? "",
      iso(review?.atMs),
      review?.note ?? "",
    ];
  });
  return `\uFEFF${[columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
};
