import * as A from "@automerge/automerge/slim";
import { bytesToHex } from "../bytes/index.ts";
import { must } from "../result.ts";
import type { SeededRandom } from "./seeded-random.ts";

interface AnyDoc {
  map?: Record<string, unknown>;
  list?: unknown[];
  text?: string;
  count?: A.Counter;
}

/** One random edit that uses every kind of column: maps, lists, texts, marks, counters, deletions, long values. */
const edit = (draft: AnyDoc, random: SeededRandom): void => {
  draft.map ??= {};
  draft.list ??= [];
  draft.text ??= "";
  draft.count ??= new A.Counter(0);
  const map = draft.map;
  for (let n = random.int(6); n >= 0; n--) {
    const key = `k${random.int(12)}`;
    switch (random.int(9)) {
      case 0:
        map[key] = new A.ImmutableString("x".repeat(random.int(400)));
        break;
      case 1:
        map[key] = random.int(2 ** 31) - 2 ** 30;
        break;
      case 2:
        map[key] = random.chance(0.5) ? random.bytes(random.int(60)) : random.chance(0.5);
        break;
      case 3:
        delete map[key];
        break;
      case 4:
        map[key] = { inner: null, when: 1.5 };
        break;
      case 5:
        draft.list.splice(random.int(draft.list.length + 1), random.int(2), random.int(1000));
        break;
      case 6:
        A.splice(draft as A.Doc<AnyDoc>, ["text"], random.int(draft.text.length + 1), 0, "नमस्ते");
        break;
      case 7:
        if (draft.text.length > 3)
          A.mark(draft as A.Doc<AnyDoc>, ["text"], { start: 0, end: 2, expand: "after" }, "bold", true);
        break;
      default:
        draft.count.increment(random.int(9) - 4);
    }
  }
};

/**
 * The changes of several people who edit one document, merge now and then and sometimes commit nothing: real changes
 * of every shape.
 */
export const randomChanges = (random: SeededRandom, people: number, edits: number): Uint8Array[] => {
  const docs = Array.from({ length: people }, () => A.init<AnyDoc>({ actor: bytesToHex(random.bytes(16)) }));
  const out: Uint8Array[] = [];
  for (let n = 0; n < edits; n++) {
    const who = random.int(people);
    let doc = must(docs[who], "a document");
    const other = random.int(people);
    if (other !== who && random.chance(0.4)) doc = A.merge(doc, must(docs[other], "a document"));
    const options = { time: random.int(2_000_000_000), ...(random.chance(0.2) ? { message: "why" } : {}) };
    const next = random.chance(0.1)
      ? A.emptyChange(doc, options)
      : A.change(doc, options, (d) => edit(d, random));
    if (A.getHeads(next).join() !== A.getHeads(doc).join())
      out.push(must(A.getLastLocalChange(next), "a change was made"));
    docs[who] = next;
  }
  return out;
};
