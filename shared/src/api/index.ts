export { type DeviceView, listDevices } from "./devices.ts";
export { type Endpoint, endpoint, mayCall } from "./endpoint.ts";
export { listUsers, type UserView } from "./users.ts";
