export {
  CHAIN_START,
  type ChainedText,
  type ChainFault,
  type ChainHead,
  type ChainState,
  chainStart,
  emptyChain,
  entryHash,
  followChain,
} from "./chain.ts";
export {
  type AccessEntry,
  type AccessKind,
  accessEntrySchema,
  accessKinds,
  canonicalEntry,
  MAX_PATIENTS_PER_ENTRY,
  MAX_REASON_LENGTH,
  type NewAccessEntry,
  parseEntry,
} from "./entry.ts";
export { type OwnRead, type OwnReadKind, ownReadBody, ownReadKinds, ownReadSchema } from "./own-read.ts";
