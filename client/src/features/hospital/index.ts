export { HospitalLayout } from "./hospital-layout.tsx";
export { WardScreen } from "./ward-screen.tsx";
export { WardPatientScreen } from "./ward-patient-screen.tsx";
