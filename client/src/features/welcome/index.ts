export { WelcomeScreen } from "./welcome-screen.tsx";
export { LoginScreen } from "../login/login-screen.tsx";
