/** What the QR says. The code stands behind the "#": browsers send that part to nobody. */
export const enrolmentLink = (origin: string, code: string): string =>
  `${origin.replace(/\/$/, "")}/login#enrol=${code}`;

/** The code in a page's fragment, as it stands there; undefined when there is none. */
export const codeInFragment = (fragment: string): string | undefined =>
  /^#enrol=([0-9A-Za-z-]{1,40})$/.exec(fragment)?.[1];
