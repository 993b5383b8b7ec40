import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ClientRequestArgs } from "node:http";
import { Agent, request } from "node:https";
import { Readable } from "node:stream";
import { connect } from "node:tls";

/**
 * Reaches the relay of this machine under TLS: over loopback, by a name that its certificate need not carry. It is
 * known by the very certificate that it is configured with; another one is refused before a byte is sent.
 */
export const agentFor = (certFile: string): Agent => {
  const { fingerprint256 } = new X509Certificate(readFileSync(certFile));
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = ({ host, port }: ClientRequestArgs, done) => {
    const socket = connect(
      // The names in it are not compared, the certificate itself is.
      { host: host ?? "localhost", port: Number(port), rejectUnauthorized: false },
      () => {
        if (socket.getPeerX509Certificate()?.fingerprint256 === fingerprint256) done?.(null, socket);
        else socket.destroy(new Error("another certificate than TLS_CERT answers on this port"));
      },
    );
    socket.on("error", (error) => done?.(error, socket));
    return undefined;
  };
  return agent;
};

/** `fetch` through an agent, as far as it is used here: a method, headers, a text body, a signal. */
export const fetchThrough =
  (agent: Agent) =>
  (url: URL, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        method: init.method ?? "GET",
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(init.signal ? { signal: init.signal } : {}),
      };
      const asking = request(url, options, (answer) => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(answer.headers))
          if (value !== undefined) headers.set(name, String(value));
        const status = answer.statusCode ?? 502;
        resolve(new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers }));
      });
      asking.on("error", reject);
      asking.end(typeof init.body === "string" ? init.body : undefined);
    });
