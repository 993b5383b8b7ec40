export { DevicesLayout } from "./devices-layout.tsx";
export { DevicesScreen } from "./devices-screen.tsx";
