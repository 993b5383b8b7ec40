export { EmergencyScreen } from "./emergency-screen.tsx";
