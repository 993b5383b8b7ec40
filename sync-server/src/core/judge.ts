import {
  authorise,
  type DecodedChange,
  type Principal,
  type RuledChange,
} from "@arogyasync/shared/authority";
import {
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  equalBytes,
  sha256,
  utf8ToBytes,
} from "@arogyasync/shared/bytes";
import {
  actorPrefixBytes,
  type BadChange,
  commitsTo,
  type ChangeHeader,
  isCanonicalChange,
  manifestBody,
  type PackErrorCode,
  type PlainSet,
  type UnpackedChange,
  unpackChanges,
} from "@arogyasync/shared/changes";
import { derivationPath, isValidAddress } from "@arogyasync/shared/records";
import { MAX_CHANGES_PER_PUSH, MAX_INFLATED_BYTES } from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { type Edit, isEditedKind, readEdit, REFERENCE_MISSING } from "./edit-refs.ts";
import type { JudgedChange, JudgedPush, JudgeJob, RootOf } from "./judged.ts";
import type { DocName } from "./log-store.ts";

export interface JudgeDeps {
  /** Raw DEFLATE within a bound; throws beyond it or on garbage. */
  readonly inflate: (data: Uint8Array, maxBytes: number) => Uint8Array;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  /** The wasm decoder; may throw. */
  readonly decode: (bytes: Uint8Array) => DecodedChange;
  readonly rootOf: (address: DocName) => RootOf;
  /** Told before each change is decoded, so that a watcher knows the culprit of a crash or stall. */
  readonly progress: (index: number) => void;
  /** Negative control of tests only: sends what the guard refused into wasm all the same. */
  readonly isGuardOff: boolean;
}

export type PushErrorCode = PackErrorCode | "pack-inflate" | "manifest-malformed";

/** Signed pairs of one push that are not in it, over all its manifests. */
const MAX_MISSING = 8_192;
const NO_BYTES = new Uint8Array(0);
const NO_SCOPES: readonly string[] = [];
const NO_ACTOR = new Uint8Array(16);

/** A derived document's id must be the one its address gives. [PR11] */
const isNameTrue = (doc: DocName): boolean =>
  isValidAddress(doc) &&
  (doc.kind === "patient" || equalBytes(sha256(utf8ToBytes(derivationPath(doc))).subarray(0, 16), doc.id));

/** Who signed a manifest, with what every one of its changes is compared with. */
interface Author {
  readonly principal: Principal;
  /** The same person, before it is known which clinics the document belongs to. */
  readonly anywhere: Principal;
  readonly prefix: Uint8Array;
}

interface Cover {
  readonly names: Uint8Array;
  readonly isSigned: boolean;
}

/** The signed pairs of a manifest in signed order, and which changes they answer for. */
const coverage = (
  job: JudgeJob,
  items: readonly (UnpackedChange | BadChange)[],
  verify: JudgeDeps["verify"],
): Result<{ covers: Cover[]; manifestOf: Int32Array }, "manifest-malformed"> => {
  const hashOf = (item: UnpackedChange | BadChange) => ("error" in item ? item.hash : item.header.hash);
  const manifestOf = new Int32Array(items.length).fill(-1);
  const covers: Cover[] = [];
  let covered = 0;
  for (const [m, manifest] of job.manifests.entries()) {
    const indexes = manifest.covers ?? items.map((_, i) => i);
    // Many manifests over everything would be a cheap way to have us hash for seconds.
    covered += indexes.length;
    if (covered > 2 * items.length + MAX_MISSING) return err("manifest-malformed");
    const missing = (manifest.missing ?? []).values();
    const pairs: { doc: Uint8Array; hash: Uint8Array }[] = [];
    for (const index of indexes) {
      const pair = index < 0 ? missing.next().value : undefined;
      const item = index < 0 ? undefined : items[index];
      const doc = item && job.docs[item.docIndex];
      if (pair) pairs.push({ doc: pair.subarray(0, 16), hash: pair.subarray(16) });
      else if (item && doc) pairs.push({ doc: doc.id, hash: hashOf(item) });
      else return err("manifest-malformed");
    }
    const body = manifestBody(manifest.key, manifest.signedAt, pairs);
    const isSigned = job.principals[m] !== null && verify(manifest.key, body, manifest.signature);
    covers.push({ names: concatBytes(...pairs.flatMap((p) => [p.doc, p.hash])), isSigned });
    // A later manifest answers only for what no earlier valid one does.
    for (const index of indexes) {
      const before = index < 0 ? 0 : (manifestOf[index] ?? 0);
      if (index >= 0 && (before < 0 || !covers[before]?.isSigned)) manifestOf[index] = m;
    }
  }
  return ok({ covers, manifestOf });
};

const NO_PREDECESSORS: readonly string[] = [];
/** Objects and actors repeat from change to change; their text is written once a push. */
type Spell = (bytes: Uint8Array, at: number) => string;
interface Spells {
  readonly object: Spell;
  readonly actor: Spell;
}
const createSpell = (): Spell => {
  let known = new Uint8Array(0);
  let text = "";
  return (bytes, at) => {
    let isSame = known.length === 16;
    for (let i = 0; isSame && i < 16; i++) isSame = known[i] === bytes[at + i];
    if (!isSame) {
      known = bytes.slice(at, at + 16);
      text = bytesToHex(known);
    }
    return text;
  };
};

/** A plain set as the decoder would give it; undefined when its text is not UTF-8, which the decoder refuses too. */
const readSet = (
  bytes: Uint8Array,
  header: ChangeHeader,
  set: PlainSet,
  spell: Spells,
): RuledChange | undefined => {
  try {
    const key = bytesToUtf8(bytes.subarray(set.keyAt, set.keyAt + set.keyLength));
    const value = bytesToUtf8(bytes.subarray(set.valueAt, set.valueAt + set.valueLength));
    const obj = `${set.objectCounter}@${spell.object(bytes, set.objectActorAt)}`;
    const ops = [{ action: "set", obj, key, value, pred: NO_PREDECESSORS }];
    const actor = spell.actor(header.actorBytes, 0);
    return { actor, seq: header.seq, startOp: header.startOp, deps: header.deps, ops };
  } catch {
    return undefined;
  }
};

/** Decodes in wasm what is no plain set, and holds it against the header and its canonical bytes. */
const decodeWhole = (deps: JudgeDeps, bytes: Uint8Array, header: ChangeHeader): RuledChange | undefined => {
  let change: DecodedChange;
  try {
    change = deps.decode(bytes);
  } catch {
    return undefined;
  }
  return change.ops.length === header.opCount &&
    change.seq === header.seq &&
    change.startOp === header.startOp &&
    change.actor === header.actor
    ? change
    : undefined;
};

/**
 * Asks the rules about one change. A plain set needs no decoder: the guard has read it whole, and accepts only the bytes
 * that Automerge writes for it. The clinic of an existing document is checked at the commit, where it is known.
 */
const judgeOne = (
  deps: JudgeDeps,
  doc: DocName,
  author: Author,
  { bytes, header }: UnpackedChange,
  spell: Spells,
): { code: string } | { addedScopes: readonly string[]; edit: Edit | undefined } => {
  const isRoot = header.deps.length === 0;
  const { principal, anywhere, prefix } = author;
  const mayDeriveActor = isRoot && doc.kind === "patient" && principal.roles.includes("importer");
  if (!mayDeriveActor && !commitsTo(header.actorBytes, prefix)) return { code: "actor-not-author" };
  const change = header.plainSet
    ? readSet(bytes, header, header.plainSet, spell)
    : decodeWhole(deps, bytes, header);
  if (!change) return { code: "change-rejected" };
  const verdict = authorise(
    isRoot ? principal : anywhere,
    { kind: doc.kind, scopes: NO_SCOPES, isNew: isRoot },
    change,
  );
  if (!verdict.allow) return { code: verdict.code };
  // Another encoding of the same operations applies, and its document never loads again after it was saved.
  if (!header.plainSet && !isCanonicalChange(bytes, header, change.ops)) return { code: "change-rejected" };
  const edit = isEditedKind(doc.kind) ? readEdit(doc.kind, change) : undefined;
  if (!edit && isEditedKind(doc.kind)) return { code: REFERENCE_MISSING };
  return { addedScopes: verdict.effects.addedScopes, edit };
};

/** Negative control only: what the guard refused reaches wasm all the same. */
const tryDecode = (deps: JudgeDeps, index: number, bytes: Uint8Array): void => {
  deps.progress(index);
  try {
    deps.decode(bytes);
  } catch {
    // The guard's own code stands.
  }
};

/**
 * Judges a push as far as that is possible without the store: inflate within a bound, guard, names, manifests, actor,
 * decode, role rules. One bad change is marked and never blocks its neighbours. Never throws. [PR4][AU1]
 */
export const judgePush = (deps: JudgeDeps, job: JudgeJob): Result<JudgedPush, PushErrorCode> => {
  let pack: Uint8Array;
  try {
    pack = deps.inflate(job.pack, MAX_INFLATED_BYTES);
  } catch {
    return err("pack-inflate");
  }
  const unpacked = unpackChanges(pack);
  if (!unpacked.ok) return unpacked;
  const items = unpacked.value;
  if (items.length > MAX_CHANGES_PER_PUSH) return err("pack-too-many");
  if (items.some((item) => job.docs[item.docIndex] === undefined)) return err("pack-malformed");
  const covered = coverage(job, items, deps.verify);
  if (!covered.ok) return covered;
  const { covers, manifestOf } = covered.value;
  const isNamed = job.docs.map(isNameTrue);
  const culprits = new Set(job.culprits);
  const authors = job.manifests.map(({ key }, m): Author | undefined => {
    const principal = job.principals[m];
    return principal
      ? { principal, anywhere: { ...principal, clinics: ["*"] }, prefix: actorPrefixBytes(key) }
      : undefined;
  });
  const spell = { object: createSpell(), actor: createSpell() };
  const changes = items.map((item, index): JudgedChange => {
    const manifest = manifestOf[index] ?? -1;
    const doc = job.docs[item.docIndex] as DocName;
    if ("error" in item) {
      if (deps.isGuardOff && !culprits.has(index)) tryDecode(deps, index, item.bytes);
      return {
        docIndex: item.docIndex,
        bytes: item.bytes,
        hash: item.hash,
        actor: NO_ACTOR,
        actorSeq: 0,
        startOp: 0,
        maxOp: 0,
        time: 0,
        deps: NO_BYTES,
        manifest,
        code: item.error,
        addedScopes: NO_SCOPES,
        edit: undefined,
      };
    }
    const { header } = item;
    const author = authors[manifest];
    let code: string | undefined;
    let addedScopes = NO_SCOPES;
    let edit: Edit | undefined;
    if (!isNamed[item.docIndex]) code = "doc-id-mismatch";
    else if (job.manifests[manifest] === undefined) code = "no-manifest";
    else if (!author) code = "key-unknown";
    else if (!covers[manifest]?.isSigned) code = "manifest-invalid";
    else if (culprits.has(index)) code = "change-rejected";
    else {
      deps.progress(index);
      const judged = judgeOne(deps, doc, author, item, spell);
      if ("code" in judged) code = judged.code;
      else ({ addedScopes, edit } = judged);
    }
    return {
      docIndex: item.docIndex,
      bytes: item.bytes,
      hash: header.hash,
      actor: header.actorBytes,
      actorSeq: header.seq,
      startOp: header.startOp,
      maxOp: header.maxOp,
      time: header.time,
      deps: header.deps.length === 1 ? (header.deps[0] as Uint8Array) : concatBytes(...header.deps),
      manifest,
      code,
      addedScopes,
      edit,
    };
  });
  // What follows is ours: a stall in it is nobody's fault.
  deps.progress(-1);
  return ok({
    changes,
    roots: job.docs.map((doc, i) =>
      job.wantRoot[i] && isNamed[i] && doc.kind !== "patient" ? deps.rootOf(doc) : null,
    ),
    names: covers.map((c) => c.names),
    isSigned: covers.map((c) => c.isSigned),
  });
};
