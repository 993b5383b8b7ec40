import type { Random } from "@arogyasync/shared/ports";

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

export const MIN_PASSWORD_LENGTH = 8;

/** What is tried first against every login there is; compared without case, digits and signs at the end. */
const common: ReadonlySet<string> = new Set(
  (
    "password passw0rd p@ssword p@ssw0rd qwerty qwertyui qwertyuiop asdfghjk asdfghjkl zxcvbnm iloveyou welcome " +
    "letmein admin administrator root user test guest changeme default secret hospital doctor nurse clinic health " +
    "arogya arogyasync india bharat krishna ganesh lakshmi cricket sachin dhoni monkey dragon sunshine princess " +
    "football baseball master superman batman trustno computer internet samsung google facebook whatsapp"
  ).split(" "),
);

/** Whether it is too easily guessed: too short, one sign or a plain row of digits, the person's own name, or a common word. */
export const isWeakPassword = (
  password: string,
  person: { readonly id: string; readonly name: string },
): boolean => {
  if (password.length < MIN_PASSWORD_LENGTH) return true;
  const plain = password.toLowerCase();
  if (new Set(plain).size < 3 || /^(?:0?123456789?0?|9?876543210?|(?:123|321|147|159)+)$/.test(plain))
    return true;
  const stem = plain.replace(/[\d!@#$]+$/, "");
  const own = [person.id, ...person.name.toLowerCase().split(/\s+/)].filter((word) => word.length >= 3);
  return common.has(plain) || common.has(stem) || own.includes(plain) || own.includes(stem);
};

/** No 0/O, 1/l/I: it is read out over a telephone. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** A password for one use: four groups of four, 79 bits. */
export const newOneTimePassword = (random: Random): string => {
  const out: string[] = [];
  while (out.length < 16)
    for (const byte of random.bytes(32))
      if (byte < 248 && out.length < 16) out.push(LETTERS[byte % 31] as string);
  return [0, 4, 8, 12].map((at) => out.slice(at, at + 4).join("")).join("-");
};
/** How long a password for one use may lie about, ms. */
export const ONE_TIME_MS = 7 * 86_400_000;
