import { plainSpelling } from "./words.ts";

const plainSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).map(plainSpelling));

/** Titles that are no part of the name, wherever they stand: dropping them must not depend on word order. */
const TITLES = plainSet(`
  shri shree shriman shreeman shrimati shreemati srimati shrimti smt smti sushri dr doctor mr mrs ms miss mister prof
  professor adv advocate er late lt swargiya swargeeya svargiya svargya sva sau chi
  selvi selvan thiru tiru thirumathi tirumati tmt do haji hajee janab
  janaba mohtarma pt capt hon honble rev fr ji jee saheb sahab sahib
`);

/**
 * Second names carried by so many people, or added and dropped so freely, that sharing or lacking one says nothing
 * about who it is. The last line are titles that are also names (Anita Kumari, Sri Devi, Baby of Kerala).
 */
const WEAK_NAMES = plainSet(`
  kumar kumari devi debi bai bibi begam khatun singh kaur lal ram prasad ben bhai amma ammal lata rani bano banu
  chand chandra nath das dasi mohammad shaikh syed abdul ali ahmad khan bi be bhau tai rao wati vati
  km ku sri sree sr sh master mast baby pandit captain major
`);

export const isTitle = (plain: string): boolean => TITLES.has(plain);
export const isWeakName = (plain: string): boolean => WEAK_NAMES.has(plain);

/** "Alias" words between two names of one person (Ramesh urf Raju, Ramesh @ Raju). */
const ALIAS_WORDS = plainSet("urf urph alias aka urfa");
export const isAliasWord = (plain: string): boolean => ALIAS_WORDS.has(plain);

export type Relation = "child" | "spouse" | "parent" | "care-of" | "baby";

const RELATION_OF: Readonly<Record<string, Relation>> = {
  s: "child",
  d: "child",
  son: "child",
  daughter: "child",
  putra: "child",
  suputra: "child",
  putri: "child",
  suputri: "child",
  w: "spouse",
  h: "spouse",
  wife: "spouse",
  husband: "spouse",
  patni: "spouse",
  pati: "spouse",
  f: "parent",
  m: "parent",
  father: "parent",
  mother: "parent",
  pita: "parent",
  mata: "parent",
  c: "care-of",
  care: "care-of",
  b: "baby",
  baby: "baby",
};

/** S/o, W/o., d/o: — the slash is required: "S. O. Ramesh" is two initials. */
const SLASHED = /(?:^|[\s,;(])([sdwhfmcb])\s?\/\s?o(?=$|[\s.:,)])[\s.:,]*/i;
const SPELLED = /(?:^|[\s,;(])(son|daughter|wife|husband|father|mother|care|baby)\s+of[\s.:,]+/i;
/** Standing alone and not first: at the front these are given names (पुत्र is not, but Pati and Mata can be). */
const HINDI = /[\s,;(](सुपुत्र|सुपुत्री|पुत्र|पुत्री|पत्नी|पति|पिता|माता)(?=[\s:,])[\s:,]+(?:श्री\s+)?/;
const HINDI_ROMAN: Readonly<Record<string, string>> = {
  सुपुत्र: "suputra",
  सुपुत्री: "suputri",
  पुत्र: "putra",
  पुत्री: "putri",
  पत्नी: "patni",
  पति: "pati",
  पिता: "pita",
  माता: "mata",
};

/** Splits "Ramesh S/o Suresh" into the person's own name and the relation's. The text must be normalised (NFKC). */
export const splitRelation = (text: string): { own: string; relation?: Relation; relationText?: string } => {
  const match = SLASHED.exec(text) ?? SPELLED.exec(text) ?? HINDI.exec(text);
  if (match === null) return { own: text };
  const marker = match[1] ?? "";
  const relation = RELATION_OF[(HINDI_ROMAN[marker] ?? marker).toLowerCase()];
  const relationText = text.slice(match.index + match[0].length).replace(/\)\s*$/, "");
  return { own: text.slice(0, match.index), ...(relation === undefined ? {} : { relation }), relationText };
};
