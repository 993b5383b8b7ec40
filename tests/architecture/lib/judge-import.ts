import { posix } from "node:path";
import {
  relativeReach,
  sharedOnly,
  sharedPackages,
  sharedPackagesOf,
  sharedShelves,
  workspaces,
} from "../import-table.ts";
import { isTest } from "./sources.ts";

const shelfOf = (folder: string): number => sharedShelves.findIndex((shelf) => shelf.includes(folder));

/** The folder of `shared/src` that a path lies in; a file directly in it (`result.ts`) counts as its own folder. */
export const sharedFolderOf = (path: string): string | undefined =>
  /^shared\/src\/([^/]+)/.exec(path)?.[1]?.replace(/\.ts$/, "");

/** "@scope/name/sub" → "@scope/name". */
const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

const judgeShared = (from: string, to: string): string | undefined => {
  const toShelf = shelfOf(to);
  if (toShelf < 0) return `shared/src/${to} is not in tests/architecture/import-table.ts`;
  if (from === to) return undefined;
  const only = sharedOnly[from];
  if (only) return only.includes(to) ? undefined : `shared/${from} imports only ${only.join(", ")}`;
  return toShelf < shelfOf(from)
    ? undefined
    : `shared/${to} does not stand below shared/${from}: move what both need down, or pass it in`;
};

const judgePackageOfShared = (path: string, name: string): string | undefined => {
  const folder = sharedFolderOf(path) ?? "";
  const allowed = [
    ...sharedPackages,
    ...(sharedPackagesOf[folder] ?? []),
    ...(isTest(path) ? ["vitest", "fast-check"] : []),
  ];
  if ((isTest(path) || folder === "node") && name.startsWith("node:")) return undefined;
  return allowed.includes(packageOf(name))
    ? undefined
    : `shared/${folder} may not import ${name}: take a port`;
};

const judgeRelative = (path: string, name: string): string | undefined => {
  const target = posix.normalize(posix.join(posix.dirname(path), name.replace(/\?.*$/, "")));
  const workspace = path.split("/")[0] ?? "";
  if (target.split("/")[0] !== workspace)
    return relativeReach.some(([from, to]) => path.startsWith(from) && target.startsWith(to))
      ? undefined
      : `leaves ${workspace}/ by a relative path: import @arogyasync/… instead`;
  if (!isTest(path) && isTest(target)) return "product code imports a test";
  if (workspace === "tests") return undefined;
  if (!isTest(path) && !path.includes("/testing/") && target.includes("/testing/"))
    return "product code imports a test double";
  if (path.includes("/core/") && target.includes("/adapters/") && !isTest(path))
    return "core imports an adapter: take a port";
  // A feature's index lists the routes of one role and so names screens of others; nothing else may.
  const feature = /\/features\/([^/]+)\/(?!index\.tsx?$)/.exec(path)?.[1];
  const otherFeature = /\/features\/([^/]+)/.exec(target)?.[1];
  if (feature && otherFeature && feature !== otherFeature)
    return `feature ${feature} imports feature ${otherFeature}: move what both need out`;
  const [from, to] = [sharedFolderOf(path), sharedFolderOf(target)];
  return from && to && !isTest(path) ? judgeShared(from, to) : undefined;
};

/** Why this file may not import that module; undefined when it may. */
export const judgeImport = (path: string, name: string): string | undefined => {
  const workspace = path.split("/")[0] ?? "";
  const rules = workspaces[workspace];
  if (!rules) return `${workspace}/ is not in tests/architecture/import-table.ts`;
  if (name.startsWith(".")) return judgeRelative(path, name);
  const own = /^@arogyasync\/([^/]+)(?:\/(.+))?$/.exec(name);
  if (!own) return workspace === "shared" ? judgePackageOfShared(path, name) : undefined;
  const [, target = "", subpath = ""] = own;
  if (subpath.includes("src/")) return "reaches past another package's exports";
  if (target === workspace)
    return workspace === "shared" ? "inside shared, import by relative path" : undefined;
  if (!rules.workspaces.includes(target)) return `${workspace} may not import ${target}`;
  const isProduct = workspace !== "tests" && !isTest(path) && !path.includes("/testing/");
  if (isProduct && /(^|\/)testing(\/|$)/.test(subpath)) return "product code imports test doubles";
  if (target !== "shared" || (!isProduct && subpath === "testing")) return undefined;
  const [folder = ""] = subpath.split("/");
  if (shelfOf(folder) < 0) return `shared/src/${subpath} is not in tests/architecture/import-table.ts`;
  return rules.shared.includes(folder) ? undefined : `${workspace} may not import shared/${subpath}`;
};
