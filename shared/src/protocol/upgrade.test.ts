import { describe, expect, it } from "vitest";
import { offeredProtocols, readOffer } from "./upgrade.ts";
import { PROTOCOL_VERSION } from "./version.ts";

describe("[ID20] what a request for a WebSocket says", () => {
  it("carries version and ticket, and is answered without the ticket", () => {
    const offer = readOffer(offeredProtocols("AbC-_9").join(", "));
    expect(offer).toEqual({
      protocol: PROTOCOL_VERSION,
      accepted: `arogya-log.${PROTOCOL_VERSION}`,
      ticket: "AbC-_9",
      isAskedFor: true,
    });
  });

  it.each([
    [undefined, { protocol: undefined, ticket: undefined, isAskedFor: false }],
    ["", { protocol: undefined, ticket: undefined, isAskedFor: false }],
    ["chat, superchat", { protocol: undefined, isAskedFor: false }],
    ["arogya-log.1, ticket.x", { protocol: undefined, ticket: "x", isAskedFor: true }],
    ["arogya-log.9999, ticket.x", { protocol: undefined, isAskedFor: true }],
    ["arogya-log.1e3,ticket.x", { protocol: undefined, isAskedFor: false }],
    [`arogya-log.9999, arogya-log.${PROTOCOL_VERSION},ticket.x`, { protocol: PROTOCOL_VERSION, ticket: "x" }],
    [`arogya-log.${PROTOCOL_VERSION}`, { protocol: PROTOCOL_VERSION, ticket: undefined }],
  ])("%s", (header, expected) => {
    expect(readOffer(header)).toMatchObject(expected);
  });
});
