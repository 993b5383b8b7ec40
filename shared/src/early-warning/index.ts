export { type EarlyWarning, earlyWarning, type WarningContext } from "./early-warning.ts";
export {
  type News2,
  news2,
  news2ObserveWithinMinutes,
  type News2Parameter,
  news2Parameters,
  type News2Points,
  type News2Risk,
  type Spo2Scale,
} from "./news2.ts";
export { type ObstetricSign, obstetricTriggers, type ObstetricTriggers } from "./obstetric-triggers.ts";
export { type PaediatricFlag, paediatricFlags, type PaediatricSubScore } from "./paediatric-flags.ts";
