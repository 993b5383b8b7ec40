// The few globals that every runtime of ours has (Node 20, browsers, workers). Everything else is a port:
// with `lib: ["es2023"]` and no DOM, reaching for fetch, crypto or setTimeout is a type error here.
declare class TextEncoder {
  encode(input?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
