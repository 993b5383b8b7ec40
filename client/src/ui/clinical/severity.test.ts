import { expect, test } from "vitest";
import { isStale, severityOf } from "./severity.ts";

const adult = { ageMonths: 50 * 12 };

test("the worst value decides, and no readings is not the same as normal [CL14]", () => {
  expect(severityOf({ heartRate: 80, spo2: 84 }, adult)).toBe("critical");
  expect(severityOf({ heartRate: 104, spo2: 97 }, adult)).toBe("abnormal");
  expect(severityOf({ heartRate: 80, weightG: 60_000 }, adult)).toBe("normal");
  expect(severityOf(undefined, adult)).toBe("none");
});
test("a pulse is judged by the child's age", () => {
  expect(severityOf({ heartRate: 130 }, { ageMonths: 5 })).toBe("normal");
  expect(severityOf({ heartRate: 130 }, adult)).toBe("critical");
});
test("anything but alert is critical", () => {
  expect(severityOf({ consciousness: "V" }, adult)).toBe("critical");
  expect(severityOf({ consciousness: "A" }, adult)).toBe("normal");
});
test("a day-old value is stale", () => {
  expect(isStale(0, 25 * 3_600_000)).toBe(true);
  expect(isStale(0, 23 * 3_600_000)).toBe(false);
});
