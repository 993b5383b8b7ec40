export { type CanonicalValue, canonicalJson, isCanonicalJson } from "./canonical-json.ts";
export {
  base64UrlToBytes,
  bytesToBase32,
  bytesToBase64Url,
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  equalBytes,
  hexToBytes,
  u64be,
  utf8ToBytes,
} from "./encoding.ts";
export { contentKey } from "./content-key.ts";
export { ByteReader, ByteWriter, TruncatedError } from "./leb128.ts";
export { type Sha256, sha256, useSha256 } from "./sha256.ts";
