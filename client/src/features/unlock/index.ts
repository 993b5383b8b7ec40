export { ChoosePinScreen } from "./choose-pin-screen.tsx";
export { UnlockScreen } from "./unlock-screen.tsx";
