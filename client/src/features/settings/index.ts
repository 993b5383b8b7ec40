export { DiagnosticsScreen } from "./diagnostics-screen.tsx";
export { SettingsScreen } from "./settings-screen.tsx";
