export { QuarantineScreen } from "./quarantine-screen.tsx";
