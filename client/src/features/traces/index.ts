export { AccessScreen } from "./access-screen.tsx";
export { AuditLayout } from "./audit-layout.tsx";
export { ErasuresScreen } from "./erasures-screen.tsx";
