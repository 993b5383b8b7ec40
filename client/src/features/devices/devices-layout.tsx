import { Smartphone } from "lucide-react";
import { Console, type ConsolePage } from "../../widgets/console.tsx";

/** What a device manager does; each page is also a route in `app/router.tsx`. */
const pages: readonly ConsolePage[] = [{ to: "/d", label: "devices.title", icon: Smartphone }];

export const DevicesLayout = () => (
  <Console heading="devices.title" pages={pages} roles={["device-manager", "admin"]} />
);
