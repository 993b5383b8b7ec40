import { deviceStore } from "../app/platform/local-store.ts";
import { type StepId, readStepOrder } from "./steps.ts";

const ORDER_KEY = "arogya.steps";

/** The order of vitals chosen on this device. */
export const chosenStepOrder = (): readonly StepId[] => readStepOrder(deviceStore.get(ORDER_KEY));
export const chooseStepOrder = (steps: readonly StepId[]): void =>
  deviceStore.set(ORDER_KEY, steps.join(","));
