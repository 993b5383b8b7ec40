import type { RelayLink } from "@arogyasync/shared/replica";
import { postForAnswer } from "./relay-http.ts";
import { webDial } from "./web-socket.ts";

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // already ended, or broken off: nothing to cancel
  }
}

/** The relay that served this app: the socket at `/log`, first sync over HTTP at `/bootstrap`. */
export const createRelayLink = (origin: string, access: RelayLink["access"]): RelayLink => ({
  dial: webDial(`${origin.replace(/^http/, "ws")}/log`),
  access,
  async tell({ token, path, body }) {
    const answer = await postForAnswer(path, body, token);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  },
  async bootstrap(request) {
    const headers = { authorization: `Bearer ${request.token}`, accept: "application/octet-stream" };
    let response: Response;
    if (request.docs)
      response = await fetch(`${origin}/bootstrap`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ scope: request.scope, docs: request.docs }),
        cache: "no-store",
        credentials: "omit",
      });
    else {
      const query = new URLSearchParams({ scope: request.scope });
      for (const kind of request.kinds) query.append("kind", kind);
      if (request.cursor !== undefined) query.set("cursor", request.cursor);
      if (request.asOfSeq !== undefined) query.set("asOfSeq", String(request.asOfSeq));
      response = await fetch(`${origin}/bootstrap?${query}`, {
        headers,
        cache: "no-store",
        credentials: "omit",
      });
    }
    if (!response.ok || !response.body) throw new Error(`bootstrap: HTTP ${response.status}`);
    return chunksOf(response.body);
  },
});
