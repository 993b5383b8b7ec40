import { expect, it } from "vitest";
import { nameOfDevice } from "./device-name.ts";

it("names the system and the model, as far as the browser tells", async () => {
  const model = (name: string) => ({ getHighEntropyValues: async () => ({ model: name }) });
  const phone = { platform: "Linux armv81", userAgentData: { platform: "Android", ...model("SM-A155F") } };
  expect(await nameOfDevice(phone)).toBe("Android, SM-A155F");
  expect(await nameOfDevice({ platform: "x", userAgentData: { platform: "Windows", ...model("") } })).toBe(
    "Windows",
  );
  expect(await nameOfDevice({ platform: "iPhone" })).toBe("iPhone");
  expect(await nameOfDevice({ platform: "" })).toBe("browser");
  const refused = { getHighEntropyValues: () => Promise.reject(new Error("no")) };
  expect(await nameOfDevice({ platform: "x", userAgentData: { platform: "Android", ...refused } })).toBe(
    "Android",
  );
  expect(await nameOfDevice({ platform: "x".repeat(200) })).toHaveLength(80);
});
