import { defineConfig } from "vitest/config";

// One project per kind of test, so that the fast lane is a glob: `vitest run --project unit`.
const project = (name: string, include: string[], extra: Record<string, unknown> = {}) => ({
  test: {
    name,
    include,
    environment: "node",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    setupFiles: ["./tests/setup.ts"],
    ...extra,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", ["{shared,sync-server,client,anchor,insurance,edge,cli}/src/**/*.test.{ts,tsx}"]),
      project("architecture", ["tests/architecture/**/*.test.ts"]),
      project("contract", ["tests/contract/**/*.test.ts"]),
      project("integration", ["tests/integration/**/*.test.ts"], {
        testTimeout: 180_000,
        hookTimeout: 120_000,
        maxWorkers: 1,
      }),
      project("simulation", ["tests/simulation/**/*.test.ts"], { testTimeout: 300_000 }),
      project("e2e", ["tests/e2e/**/*.test.ts"], {
        testTimeout: 300_000,
        hookTimeout: 300_000,
        maxWorkers: 1,
      }),
    ],
  },
});
