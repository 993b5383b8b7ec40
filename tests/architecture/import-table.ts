/**
 * Who may import whom, as data. A folder that is not named here fails the test: decide where it stands, then add it.
 * Data moves one way (DESIGN.md §2), and some of these lines are privacy rules, not taste.
 */

/** Folders of `shared/src` from the bottom up: a folder may import what stands on a lower shelf, never beside or above. */
export const sharedShelves: readonly (readonly string[])[] = [
  ["bytes", "result"],
  ["ports", "vitals", "matching", "qr"],
  ["changes", "enrolment", "early-warning"],
  ["records"],
  ["authority", "access"],
  ["protocol"],
  ["api", "live"],
  ["projection"],
  ["replica"],
  ["node"],
  ["testing"],
];

/** Narrower than the shelf: these know nothing of storage, documents or wires. */
export const sharedOnly: Readonly<Record<string, readonly string[]>> = {
  vitals: ["bytes", "result"],
  matching: ["bytes", "result"],
  "early-warning": ["vitals"],
  // First changes are written byte by byte, by the same encoder that judges what is canonical.
  records: ["bytes", "result", "ports", "changes"],
};

/** What `shared` may take from npm: nothing that touches a disk, a network, a clock or a screen. */
export const sharedPackages = [
  "zod",
  "@noble/hashes",
  "@automerge/automerge",
  "bs58check",
  "cbor-x",
] as const;
/** Only the replica library knows automerge-repo. */
export const sharedPackagesOf: Readonly<Record<string, readonly string[]>> = {
  replica: ["@automerge/automerge-repo"],
  testing: ["@automerge/automerge-repo", "fast-check"],
  // A replica in a Node process: files, sockets and SQLite, for the services and the command line.
  node: ["better-sqlite3", "ws"],
};

const everythingOfShared = sharedShelves.flat();
const product = everythingOfShared.filter((folder) => folder !== "testing");
const without = (...names: readonly string[]): string[] =>
  product.filter((folder) => !names.includes(folder));

interface Workspace {
  /** Other workspaces it may import. */
  readonly workspaces: readonly string[];
  /** Folders of `shared` it may import. */
  readonly shared: readonly string[];
}

export const workspaces: Readonly<Record<string, Workspace>> = {
  shared: { workspaces: [], shared: [] },
  "sync-server": { workspaces: ["shared"], shared: product },
  client: { workspaces: ["shared"], shared: without("node") },
  edge: { workspaces: ["shared"], shared: product },
  // Privacy: the chain worker handles readings as opaque strings and must not be able to understand them.
  anchor: { workspaces: ["shared"], shared: without("vitals", "records", "matching", "projection", "live") },
  // Privacy: whoever decides on claims sees no vitals.
  insurance: { workspaces: ["shared"], shared: without("vitals", "live") },
  cli: { workspaces: ["shared", "sync-server", "anchor", "insurance", "edge"], shared: product },
  tests: {
    workspaces: ["shared", "sync-server", "client", "anchor", "insurance", "edge", "cli"],
    shared: everythingOfShared,
  },
};

/** Top-level folders that hold code but are no workspace. */
export const otherFolders = ["scripts", ".ci", ".github"] as const;

/** The only relative paths that leave a workspace: what they lead to has no package entry. */
export const relativeReach: readonly (readonly [from: string, to: string])[] = [
  // The launcher asks whether the bundle is fresh, before anything is installed.
  ["cli/bin/", "scripts/lib/"],
  // The app is not a library; its storage adapter is held to the contract all the same.
  ["tests/", "client/"],
  // The checks of what the product is made of are scripts, and are checked themselves.
  ["tests/architecture/supply-chain.test.ts", "scripts/lib/"],
];

/** A file this long is a god file. 300 lines is a question to answer, this is the end of the discussion. */
export const MAX_FILE_LINES = 400;
