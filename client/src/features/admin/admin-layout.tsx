import { Eraser, Inbox, ScrollText, Users } from "lucide-react";
import { Console, type ConsolePage } from "../../widgets/console.tsx";

/** What an administrator does; each page is also a route in `app/router.tsx`. */
const pages: readonly ConsolePage[] = [
  { to: "/admin", label: "admin.users", icon: Users },
  { to: "/admin/quarantine", label: "quarantine.title", icon: Inbox },
  { to: "/admin/access", label: "access.title", icon: ScrollText },
  { to: "/admin/erasures", label: "erase.title", icon: Eraser },
];

export const AdminLayout = () => <Console heading="admin.title" pages={pages} roles={["admin"]} />;
