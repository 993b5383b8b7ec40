export { HospitalLayout } from "./hospital-layout.tsx";
export { BoardScreen } from "./board/board-screen.tsx";
export { WardScreen } from "./ward-screen.tsx";
export { WardPatientScreen } from "./ward-patient-screen.tsx";
