import { tabStore } from "../../app/platform/local-store.ts";
import { type IdentityForm, emptyForm } from "../../widgets/identity-form.ts";

export const DRAFT_KEY = "register";
/** What was searched for when "Register new" was pressed. In the tab's storage: a name must not be in a URL. */
export const SEARCHED_KEY = "register/searched";

/** The draft of this tab if there is one; else an empty form, with what was searched for as the name. */
export const startForm = (): IdentityForm => {
  const searched = tabStore.get(SEARCHED_KEY);
  const asked = { ...emptyForm, ...startWith(searched) };
  const text = tabStore.get(DRAFT_KEY);
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
