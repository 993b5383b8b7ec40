import { equalBytes } from "@arogyasync/shared/bytes";
import type {
  EnrolmentCodeRecord,
  EnrolmentLine,
  EnrolmentStore,
  RegisterErrorCode,
  Registration,
} from "../../core/enrolment-store.ts";
import type { Db } from "./open.ts";

interface CodeRow {
  no: number;
  clinic: string;
  user: string | null;
  issued_by: string;
  issued_at: number;
  expires_at: number;
  withdrawn_by: string | null;
  withdrawn_at: number | null;
  used_by: string | null;
  used_device: string | null;
  used_at: number | null;
}
interface LineRow {
  device: string;
  user: string;
  clinic: string;
  code: number | null;
  at: number;
}

const toCode = (row: CodeRow): EnrolmentCodeRecord => ({
  no: row.no,
  clinic: row.clinic,
  user: row.user ?? undefined,
  issuedBy: row.issued_by,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
  withdrawn: row.withdrawn_at === null ? undefined : { by: row.withdrawn_by ?? "", at: row.withdrawn_at },
  used:
    row.used_at === null
      ? undefined
      : { by: row.used_by ?? "", device: row.used_device ?? "", at: row.used_at },
});
const toLine = ({ code, ...row }: LineRow): EnrolmentLine => ({ ...row, code: code ?? undefined });

/** Why the code does not open; undefined when it does. */
const faultOf = (
  row: CodeRow | undefined,
  user: string,
  clinics: readonly string[],
  now: number,
): RegisterErrorCode | undefined => {
  if (!row) return "enrolment-code-unknown";
  if (row.withdrawn_at !== null) return "enrolment-code-withdrawn";
  if (row.used_at !== null) return "enrolment-code-used";
  if (row.expires_at < now) return "enrolment-code-expired";
  if (row.user !== null && row.user !== user) return "enrolment-code-other-person";
  return clinics.includes(row.clinic) ? undefined : "enrolment-code-other-clinic";
};

export const createSqliteEnrolments = (db: Db): EnrolmentStore => {
  const s = {
    issue: db.prepare(
      `INSERT INTO enrolment_codes (hash, clinic, user, issued_by, issued_at, expires_at)
       VALUES (@hash, @clinic, @user, @by, @at, @expiresAt)`,
    ),
    list: db.prepare<[{ clinics: string | null; limit: number }], CodeRow>(
      `SELECT * FROM enrolment_codes
       WHERE @clinics IS NULL OR clinic IN (SELECT value FROM json_each(@clinics)) ORDER BY no DESC LIMIT @limit`,
    ),
    find: db.prepare<[number | bigint], CodeRow>("SELECT * FROM enrolment_codes WHERE no = ?"),
    byHash: db.prepare<[Uint8Array], CodeRow>("SELECT * FROM enrolment_codes WHERE hash = ?"),
    countOpen: db.prepare<[string, number], { n: number }>(
      `SELECT count(*) AS n FROM enrolment_codes
       WHERE clinic = ? AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at >= ?`,
    ),
    withdraw: db.prepare(
      `UPDATE enrolment_codes SET withdrawn_by = @by, withdrawn_at = @now
       WHERE no = @no AND used_at IS NULL AND withdrawn_at IS NULL`,
    ),
    use: db.prepare(
      "UPDATE enrolment_codes SET used_by = @user, used_device = @device, used_at = @now WHERE no = @no",
    ),
    lines: db.prepare<[string], LineRow>(
      "SELECT device, user, clinic, code, at FROM enrolments WHERE device = ? ORDER BY no",
    ),
    addLine: db.prepare(
      "INSERT INTO enrolments (device, user, clinic, code, at) VALUES (@device, @user, @clinic, @code, @now)",
    ),
    ownerOf: db.prepare<[Uint8Array], { user: string }>("SELECT user FROM device_keys WHERE key = ?"),
    clinicsOf: db.prepare<[string], { clinic: string }>("SELECT clinic FROM user_clinics WHERE user = ?"),
    device: db.prepare<[string], { enrol_key: Buffer | null; keys: number; revoked: number; wiped: number }>(
      `SELECT d.enrol_key, count(k.key) AS keys, count(k.revoked_at) AS revoked,
         EXISTS (SELECT 1 FROM wipes w WHERE w.device = d.id) AS wiped
       FROM devices d LEFT JOIN device_keys k ON k.device = d.id WHERE d.id = ? GROUP BY d.id`,
    ),
    saveDevice: db.prepare(
      `INSERT INTO devices (id, label, first_seen, last_seen) VALUES (@device, @label, @now, @now)
       ON CONFLICT (id) DO UPDATE SET label = excluded.label, last_seen = excluded.last_seen`,
    ),
    enrol: db.prepare("UPDATE devices SET enrol_key = ? WHERE id = ?"),
    saveKey: db.prepare("INSERT INTO device_keys (key, user, device, created_at) VALUES (?, ?, ?, ?)"),
  };

  /** On the strength of what this person may sign in on this device: a line for the book, or why not. */
  const groundsOf = (
    { user, device, deviceKey, codeHash, isOpen }: Registration,
    now: number,
  ): { readonly clinic: string; readonly code: CodeRow | undefined } | "open" | RegisterErrorCode => {
    const known = s.device.get(device);
    const isWiped = known?.wiped === 1;
    const isOff = known !== undefined && known.keys > 0 && known.revoked === known.keys;
    // What has said that it is empty may come back as new; what was switched off is given back by who did it.
    if (isOff && !isWiped) return "device-revoked";
    const clinics = s.clinicsOf.all(user).map((row) => row.clinic);
    const isTaken = known?.enrol_key && !isWiped && !(deviceKey && equalBytes(known.enrol_key, deviceKey));
    if (codeHash) {
      if (!deviceKey) return "enrolment-needed";
      const code = s.byHash.get(codeHash);
      const fault = faultOf(code, user, clinics, now);
      if (fault || !code) return fault ?? "enrolment-code-unknown";
      return isTaken ? "device-taken" : { clinic: code.clinic, code };
    }
    if (known?.enrol_key && !isWiped && !isTaken) {
      const own = s.lines.all(device).find((line) => line.code !== null && clinics.includes(line.clinic));
      if (own) return { clinic: own.clinic, code: undefined };
    }
    return isOpen ? "open" : "enrolment-needed";
  };

  const register = (registration: Registration, now: number): RegisterErrorCode | undefined => {
    const { user, key, device, label, deviceKey } = registration;
    const owner = s.ownerOf.get(key);
    if (owner && owner.user !== user) return "key-taken";
    if (owner) {
      s.saveDevice.run({ device, label, now });
      return undefined;
    }
    const grounds = groundsOf(registration, now);
    if (typeof grounds === "string" && grounds !== "open") return grounds;
    s.saveDevice.run({ device, label, now });
    s.saveKey.run(key, user, device, now);
    if (grounds === "open") return undefined;
    const { clinic, code } = grounds;
    if (code) {
      s.use.run({ no: code.no, user, device, now });
      s.enrol.run(deviceKey, device);
    }
    s.addLine.run({ device, user, clinic, code: code?.no ?? null, now });
    return undefined;
  };

  return {
    async issue({ hash, clinic, user, by, at, expiresAt }) {
      const { lastInsertRowid } = s.issue.run({ hash, clinic, user: user ?? null, by, at, expiresAt });
      return toCode(s.find.get(lastInsertRowid) as CodeRow);
    },
    list: async (clinics, limit) =>
      s.list.all({ clinics: clinics ? JSON.stringify(clinics) : null, limit }).map(toCode),
    async find(no) {
      const row = s.find.get(no);
      return row && toCode(row);
    },
    countOpen: async (clinic, now) => s.countOpen.get(clinic, now)?.n ?? 0,
    withdraw: async (no, by, now) => s.withdraw.run({ no, by, now }).changes > 0,
    register: async (registration, now) => db.transaction(() => register(registration, now)).immediate(),
    linesOf: async (device) => s.lines.all(device).map(toLine),
  };
};
