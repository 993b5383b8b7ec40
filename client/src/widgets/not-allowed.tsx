import { Link } from "@tanstack/react-router";
import { ShieldX } from "lucide-react";
import { useText } from "../app/use-text.ts";
import { buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";

/** Somebody came by an address to what their role does not allow. */
export const NotAllowed = () => {
  const t = useText();
  return (
    <Empty icon={<ShieldX aria-hidden size={40} />}>
      <h1 data-testid="not-allowed">{t("rights.none")}</h1>
      <p>{t("rights.none.long")}</p>
      <Link to="/" className={buttonClass("primary")}>
        {t("notFound.home")}
      </Link>
    </Empty>
  );
};
