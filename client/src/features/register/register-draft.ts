import type { Drafts } from "../../data/vault.ts";
import { type IdentityForm, emptyForm } from "../../widgets/identity-form.ts";

export const DRAFT_KEY = "register";
/** What was searched for when "Register new" was pressed. A draft: a name must not be in a URL. */
export const SEARCHED_KEY = "register/searched";

/** The draft if there is one; else an empty form, with what was searched for as the name. */
export const startForm = (drafts: Drafts): IdentityForm => {
  const searched = drafts.get(SEARCHED_KEY);
  const asked = { ...emptyForm, ...startWith(searched) };
  const text = drafts.get(DRAFT_KEY);
  if (text === undefined) return asked;
  try {
    const draft = JSON.parse(text) as Partial<IdentityForm>;
    return searched !== undefined && (draft.name ?? "") === "" ? asked : { ...emptyForm, ...draft };
  } catch {
    return asked;
  }
};

/** A searched text goes where it belongs: digits are a phone, Latin a name, another script the local name. */
const startWith = (text: string | undefined): Partial<IdentityForm> => {
  if (text === undefined) return {};
  if (/^[\d\s+-]+$/.test(text)) return { phone: text };
  return /\p{Script=Latin}/u.test(text) ? { name: text } : { nameLocal: text };
};
