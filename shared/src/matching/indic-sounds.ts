/** One sound of a word written in an Indic script, before it is spelled in Roman letters. */
export interface Sound {
  /** `schwa` is the vowel that is not written: the inherent "a" of a consonant letter. */
  readonly kind: "consonant" | "vowel" | "schwa" | "nasal";
  readonly text: string;
}

/** After a cluster the closing vowel is spoken when the cluster ends in one of these (चन्द्र Chandra, but आदर्श Adarsh). */
const SONORANTS = new Set(["r", "y", "v", "n", "m", "l", "ñ"]);

const isSpoken = (sound: Sound | undefined): boolean => sound?.kind === "vowel" || sound?.kind === "schwa";

/**
 * Leaves out the schwas a reader of Hindi, Marathi, Gujarati, Punjabi or Bengali leaves out: the one that closes a
 * word, and the one in vowel-consonant-_-consonant-vowel, from right to left (देशमुख deshmukh, अलकनन्दा alaknanda).
 */
export const deleteSchwas = (sounds: readonly Sound[]): Sound[] => {
  const kept = [...sounds];
  if (kept.at(-1)?.kind === "schwa" && !keepsFinalSchwa(kept)) kept.pop();
  for (let i = kept.length - 3; i >= 2; i--) {
    const [before, next] = [kept[i - 1], kept[i + 1]];
    if (kept[i]?.kind !== "schwa" || before?.kind !== "consonant" || next?.kind !== "consonant") continue;
    // Before y the schwa is half of a diphthong and is spoken (अभयानन्द, Abhayanand).
    if (next.text !== "y" && isSpoken(kept[i - 2]) && opensSyllable(kept, i + 1)) kept.splice(i, 1);
  }
  return kept;
};

/** A consonant, or one with r (रामप्रसाद, Ramprasad), before a spoken vowel; before the last schwa r must stand alone. */
const opensSyllable = (sounds: readonly Sound[], at: number): boolean => {
  if (isSpoken(sounds[at + 1])) return true;
  const after = sounds[at + 2];
  return (
    sounds[at + 1]?.text === "r" && isSpoken(after) && (after?.kind === "vowel" || at + 2 < sounds.length - 1)
  );
};

const keepsFinalSchwa = (sounds: readonly Sound[]): boolean => {
  const last = sounds.at(-2);
  const before = sounds.at(-3);
  if (before === undefined || !sounds.slice(0, -1).some(isSpoken)) return true;
  if (last?.text === "y" && before.text === "i") return true;
  return before.kind === "consonant" && SONORANTS.has(last?.text ?? "");
};

const VOICED: Readonly<Record<string, string>> = { k: "g", ch: "j", t: "d", th: "d", p: "b" };
const BETWEEN_VOWELS: Readonly<Record<string, string>> = { k: "g", ch: "s", p: "b" };

/**
 * Tamil writes one letter for k/g, t/d, p/b and ch/s/j; position tells them apart most of the time: voiced after a
 * nasal, soft between vowels, hard when doubled or first. Names of Sanskrit origin break it (கணேஷ் is Ganesh), which
 * is why Tamil tokens are compared by `looseKey` and never by this spelling alone.
 */
export const voiceTamil = (sounds: readonly Sound[]): Sound[] =>
  sounds.map((sound, i) => {
    if (sound.kind !== "consonant") return sound;
    const before = sounds[i - 1];
    const after = sounds[i + 1];
    if (sound.text === "ch" && before === undefined) return { ...sound, text: "s" };
    if (before?.kind === "consonant" && /^[nñm]$/.test(before.text)) {
      return { ...sound, text: VOICED[sound.text] ?? sound.text };
    }
    if (isSpoken(before) && isSpoken(after))
      return { ...sound, text: BETWEEN_VOWELS[sound.text] ?? sound.text };
    return sound;
  });

/** Anusvara is "m" before a labial and at the end after a short a (or anywhere at the end in the south), else "n". */
export const spellNasals = (sounds: readonly Sound[], southern: boolean): string =>
  sounds
    .map((sound, i) => {
      if (sound.kind !== "nasal") return sound.text;
      const after = sounds[i + 1];
      if (after === undefined) return southern || sounds[i - 1]?.kind === "schwa" ? "m" : "n";
      return /^[pbfm]/.test(after.text) ? "m" : "n";
    })
    .join("");
