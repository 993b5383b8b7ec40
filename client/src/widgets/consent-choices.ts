import type { ConsentDecision, ConsentMethod } from "@arogyasync/shared/records";

// Written out here: the module of their types brings the whole record library into the first screen.
export const consentDecisions: readonly ConsentDecision[] = ["given", "refused", "withdrawn"];
export const consentMethods: readonly ConsentMethod[] = ["paper", "spoken", "otp", "guardian"];
