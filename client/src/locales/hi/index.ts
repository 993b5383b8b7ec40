import type { Messages } from "../messages.ts";
import { en } from "../en/index.ts";
export const hi: Messages = en;
