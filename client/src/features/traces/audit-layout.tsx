import { ScrollText } from "lucide-react";
import { Console, type ConsolePage } from "../../widgets/console.tsx";

/** What an auditor does; each page is also a route in `app/router.tsx`. */
const pages: readonly ConsolePage[] = [{ to: "/a/access", label: "access.title", icon: ScrollText }];

export const AuditLayout = () => <Console heading="audit.title" pages={pages} roles={["auditor"]} />;
