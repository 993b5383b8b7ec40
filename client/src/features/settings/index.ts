export { DiagnosticsScreen } from "./diagnostics-screen.tsx";
export { PinScreen } from "./pin-screen.tsx";
export { SettingsScreen } from "./settings-screen.tsx";
