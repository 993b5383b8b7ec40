import { isRole, type RefusalCode, type Role, roles } from "../authority/index.ts";
import { containersByKind, type DocKind, docKinds, isDocKind } from "../records/index.ts";

/** Everything that an operation under or beside a key can be, in Automerge's words grouped by the table's. */
export const operationNames = [
  "set",
  "overwrite",
  "delete",
  "delete-nothing",
  "increment",
  "map",
  "list",
  "text",
  "insert",
  "link",
] as const;
export type OperationName = (typeof operationNames)[number];

/** A row of the printed table. */
export interface ContractRow {
  readonly rule: string;
  readonly kind: DocKind;
  /** A container, or `first change`. */
  readonly place: string;
  readonly operations: readonly string[];
  readonly roles: readonly Role[];
}
export interface AuthorityContract {
  readonly writes: readonly ContractRow[];
  readonly reads: ReadonlyMap<Role, readonly DocKind[]>;
}
export interface AuthorityCase {
  readonly role: Role;
  readonly kind: DocKind;
  readonly place: string;
  readonly operation: OperationName | "create";
  readonly expected: "allow" | RefusalCode;
  readonly rule: string;
}

export const FIRST_CHANGE = "first change";

const cellsOf = (line: string): string[] =>
  line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
const listOf = (cell: string): string[] => (cell === "–" ? [] : cell.split(",").map((word) => word.trim()));

const rolesOf = (cell: string): Role[] =>
  listOf(cell).map((word) => {
    if (!isRole(word)) throw new Error(`SPEC.md names a role that there is not: ${word}`);
    return word;
  });
const kindOf = (cell: string): DocKind => {
  if (!isDocKind(cell)) throw new Error(`SPEC.md names a kind that there is not: ${cell}`);
  return cell;
};

/** Reads both tables of authority from the text of SPEC.md. Throws when they are not there or name what is unknown. */
export const readAuthorityContract = (spec: string): AuthorityContract => {
  const tables: string[][][] = [];
  let isInTable = false;
  for (const line of spec.slice(spec.indexOf("## AU:")).split("\n")) {
    if (line.startsWith("## ") && !line.startsWith("## AU:")) break;
    const isRow = line.startsWith("|");
    if (isRow && !isInTable) tables.push([]);
    if (isRow) tables.at(-1)?.push(cellsOf(line));
    isInTable = isRow;
  }
  const rowsUnder = (...titles: string[]): string[][] => {
    const table = tables.find(([head]) => titles.every((title) => head?.includes(title)));
    if (!table) throw new Error(`SPEC.md has no table with ${titles.join(", ")}`);
    return table.slice(2);
  };
  return {
    writes: rowsUnder("place", "operations", "roles").map(
      ([rule = "", kind = "", place = "", operations = "", , allowed = ""]) => ({
        rule,
        kind: kindOf(kind),
        place,
        operations: listOf(operations),
        roles: rolesOf(allowed),
      }),
    ),
    reads: new Map(
      rowsUnder("role", "receives").map(([role = "", kinds = ""]) => [
        rolesOf(role)[0] as Role,
        listOf(kinds).map(kindOf),
      ]),
    ),
  };
};

const verdictOf = (
  row: ContractRow | undefined,
  role: Role,
  operation: OperationName,
): "allow" | RefusalCode => {
  if (!row) return "unknown-place";
  const word = operation === "delete-nothing" ? "delete" : operation;
  if (!row.operations.includes(word))
    return row.operations.length === 1 && row.operations[0] === "set"
      ? "append-only"
      : "operation-not-allowed";
  return row.roles.includes(role) ? "allow" : "role-may-not-write";
};

/** What the page says of every role × kind × container × operation, and of every first change. */
export const authorityCases = ({ writes }: AuthorityContract): AuthorityCase[] => {
  const rowOf = (kind: DocKind, place: string) =>
    writes.find((row) => row.kind === kind && row.place === place);
  const entries = docKinds.flatMap((kind) =>
    (containersByKind[kind] as readonly string[]).flatMap((place) =>
      operationNames.flatMap((operation) =>
        roles.map((role): AuthorityCase => {
          const row = rowOf(kind, place);
          return {
            role,
            kind,
            place,
            operation,
            expected: verdictOf(row, role, operation),
            rule: row?.rule ?? "AU4",
          };
        }),
      ),
    ),
  );
  const firsts = docKinds.flatMap((kind) =>
    roles.map((role): AuthorityCase => {
      const row = rowOf(kind, FIRST_CHANGE);
      const common = {
        role,
        kind,
        place: FIRST_CHANGE,
        operation: "create" as const,
        rule: row?.rule ?? "AU2",
      };
      if (!row?.operations.includes("create")) return { ...common, expected: "no-dependencies" };
      return { ...common, expected: row.roles.includes(role) ? "allow" : "role-may-not-write" };
    }),
  );
  return [...entries, ...firsts];
};
