/** One key per person and device; the login name is all that is known of the person before the first answer. */
export const keyNameOf = (user: string): string => `user:${user.trim().toLowerCase()}`;
