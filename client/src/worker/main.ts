import type { WorkerScope } from "../platform/worker-scope.ts";
const scope = self as unknown as WorkerScope;
scope.addEventListener("message", () => {});
