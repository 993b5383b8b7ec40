export { AdminLayout } from "./admin-layout.tsx";
export { UsersScreen } from "./users-screen.tsx";
