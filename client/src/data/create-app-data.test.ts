import { describe, expect, it } from "vitest";
import type { WorkerEvent, WorkerMethods } from "../worker/api.ts";
import { type RpcClient, RpcError } from "../worker/rpc.ts";
import { createAppData, type PageServices } from "./create-app-data.ts";
import type { DepartureState } from "./departure.ts";
import { createLive } from "./live.ts";
import type { PatientRow } from "./rows.ts";

const row = (id: string, name: string): PatientRow => ({
  id,
  site: "wadgaon",
  careSites: ["wadgaon"],
  name,
  nameLocal: undefined,
  sex: undefined,
  birthDate: undefined,
  ageYears: undefined,
  ageAsOf: undefined,
  phone: undefined,
  village: undefined,
  relationName: undefined,
  cards: [],
  abha: undefined,
  demo: false,
  conflictCount: 0,
  latest: undefined,
  readingCount: 0,
  pendingCount: 0,
  lastActivityMs: 0,
});

const setup = (answer: (method: string, argument: unknown) => Promise<unknown> = async () => null) => {
  const calls: string[] = [];
  let failed: (code: string) => void = () => undefined;
  let tell: (event: WorkerEvent) => void = () => undefined;
  const rpc: RpcClient<WorkerMethods, WorkerEvent> = {
    call: ((method: string, argument: unknown) => {
      calls.push(typeof argument === "string" ? `${method} ${argument}` : method);
      return answer(method, argument);
    }) as RpcClient<WorkerMethods, WorkerEvent>["call"],
    onNotice: (fn) => {
      tell = fn;
    },
    fail: () => undefined,
    onFailed: (fn) => {
      failed = fn;
    },
  };
  const markers: unknown[] = [];
  const page: PageServices = {
    updateReady: createLive(false),
    departure: {
      state: createLive<DepartureState | undefined>(undefined),
      onState: () => undefined,
      read: async () => undefined,
    },
    applyUpdate: async () => undefined,
    lookForUpdate: async () => undefined,
    storage: async () => ({ persisted: false, usedBytes: 1, quotaBytes: 2 }),
    requestPersistence: async () => false,
    startAnew: () => undefined,
    rememberMarker: (marker) => void markers.push(marker),
  };
  return {
    data: createAppData(rpc, page),
    tell: (event: WorkerEvent) => tell(event),
    calls,
    markers,
    fail: () => failed("worker-failed"),
  };
};

describe("an erased patient", () => {
  it("[TR35] loses what was being typed about them, here and in the vault; nobody else does", async () => {
    const { tell, data, calls } = setup();
    for (const id of ["p1", "p2"]) await data.drafts.set(`capture/${id}/new`, "88");
    tell({ type: "erased", id: "p1" });
    expect([data.drafts.get("capture/p1/new"), data.drafts.get("capture/p2/new")]).toEqual([undefined, "88"]);
    expect(calls).toEqual(["keepDraft", "keepDraft", "keepDraft"]);
  });
});

describe("lists", () => {
  it("are asked for while somebody looks, and only then", () => {
    const { data, calls } = setup();
    const [first, second] = [data.recent.subscribe(() => {}), data.recent.subscribe(() => {})];
    first();
    expect(calls).toEqual(["watch recent"]);
    second();
    expect(calls).toEqual(["watch recent", "unwatch recent"]);
  });

  it("keep the object of a row that did not change, so that its line is not drawn again", () => {
    const { data, tell } = setup();
    const [a, b] = [row("a", "Asha"), row("b", "Bina")];
    const rows = () => data.recent.get()?.rows ?? [];
    expect(data.recent.get()).toBeUndefined();
    tell({ type: "patients", list: "recent", ids: ["a", "b"], changed: [a, b], total: 7 });
    const before = rows();
    expect(data.recent.get()?.total).toBe(7);
    tell({ type: "patients", list: "recent", ids: ["b", "a"], changed: [row("b", "Beena")], total: 2 });
    expect(rows().map((r) => r.name)).toEqual(["Beena", "Asha"]);
    expect(rows()[1]).toBe(before[0]);
    tell({ type: "patients", list: "recent", ids: ["a"], changed: [], total: 1 });
    expect(rows().map((r) => r.id)).toEqual(["a"]);
  });

  it("keep recent and ward apart", () => {
    const { data, tell } = setup();
    tell({ type: "patients", list: "ward", ids: ["a"], changed: [row("a", "Asha")], total: 1 });
    expect([data.recent.get(), data.ward.get()?.rows.length]).toEqual([undefined, 1]);
  });
});

describe("a patient", () => {
  it("is unknown until the worker has spoken, and the same Live for the same id", () => {
    const { data, tell, calls } = setup();
    const live = data.patient("p");
    expect(data.patient("p")).toBe(live);
    expect(live.get()).toBeUndefined();
    const seen: unknown[] = [];
    const stop = live.subscribe(() => seen.push(live.get()));
    tell({ type: "patient", id: "p", value: "missing" });
    expect(seen).toEqual(["missing"]);
    stop();
    expect(calls).toEqual(["watchPatient p", "unwatchPatient p"]);
  });
});

describe("saving", () => {
  const input = { values: { heartRate: 80 }, confirmed: [], notMeasured: {} };

  it("[CL1] says NOT SAVED with a code when the worker fails, whatever it was doing", async () => {
    const { data } = setup(() => Promise.reject(new RpcError("worker-failed")));
    expect(await data.saveReading("p", input)).toEqual({ ok: false, code: "worker-failed" });
    expect(await data.register({ identity: {}, identifiers: {} })).toEqual({
      ok: false,
      code: "worker-failed",
    });
    expect(await data.editIdentity("p", {})).toEqual({ ok: false, code: "worker-failed" });
    expect(await data.correctReading("p", "r", input, "typing")).toEqual({
      ok: false,
      code: "worker-failed",
    });
    expect(await data.retractReading("p", "r", "typing")).toEqual({ ok: false, code: "worker-failed" });
  });

  it("passes the worker's refusal on as it is", async () => {
    const { data } = setup(async () => ({ ok: false, code: "quota" }));
    expect(await data.saveReading("p", input)).toEqual({ ok: false, code: "quota" });
  });
});

describe("a worker that is gone", () => {
  it("is told as a problem, and does not leave the app waiting for a session", () => {
    const { data, fail } = setup();
    fail();
    expect(data.problems.get()).toEqual([{ code: "worker-failed", params: {} }]);
    expect(data.session.get()).toEqual({ state: "signed-out" });
    expect(data.status.get().storageFailed).toBe(true);
  });
});

describe("what the worker tells", () => {
  it("becomes session, status, problems and marker", () => {
    const { data, tell, markers } = setup();
    expect(data.session.get()).toEqual({ state: "loading" });
    tell({ type: "session", value: { state: "signed-out" } });
    tell({ type: "problems", value: [{ code: "records-missing", params: { documents: 3 } }] });
    tell({ type: "marker", value: { deviceId: "d", documents: 4 } });
    expect(data.session.get()).toEqual({ state: "signed-out" });
    expect(data.problems.get()).toHaveLength(1);
    expect(markers).toEqual([{ deviceId: "d", documents: 4 }]);
  });
});
