import { err, ok } from "@arogyasync/shared/result";
import { expect, it } from "vitest";
import type { HttpFailure } from "../../platform/relay-http.ts";
import { createRelayApi } from "./relay-api.ts";

const failure = (code: string): HttpFailure => ({
  code,
  message: code,
  terminal: true,
  relayNowMs: undefined,
});

it("[CL5] shares one token among questions, replaces an expired one once, and never asks without one", async () => {
  let minted = 0;
  let mintFails: string | undefined;
  let valid = new Set(["t1"]);
  const used: string[] = [];
  const api = createRelayApi(
    async () =>
      mintFails === undefined ? ok({ token: `t${++minted}`, ticket: "" }) : err(failure(mintFails)),
    async (_path, body, token) => {
      used.push(token);
      return valid.has(token) ? ok(body) : err(failure("token-expired"));
    },
  );
  expect(await Promise.all([api.ask("/a", 1), api.ask("/b", 2)])).toEqual([ok(1), ok(2)]);
  expect(used).toEqual(["t1", "t1"]);
  valid = new Set(["t2"]);
  expect(await api.ask("/a", 3)).toEqual(ok(3));
  expect(used.slice(2)).toEqual(["t1", "t2"]);
  valid = new Set();
  expect(await api.ask("/a", 4)).toMatchObject({ ok: false, code: "token-expired" });
  expect(used.slice(4)).toEqual(["t2", "t3"]);
  mintFails = "refresh-expired";
  expect(await api.ask("/a", 5)).toMatchObject({ ok: false, code: "refresh-expired" });
  expect(used.length).toBe(7); // t3 was tried once more, then there was no token to try
  mintFails = undefined;
  valid = new Set(["t4"]);
  expect(await api.ask("/a", 6)).toEqual(ok(6));
});
