import { Link } from "@tanstack/react-router";
import { buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { useText } from "./use-text.ts";

export const NotFound = () => {
  const t = useText();
  return (
    <main id="main">
      <Empty>
        <h1>{t("notFound.title")}</h1>
        <Link to="/" className={buttonClass("primary")}>
          {t("notFound.home")}
        </Link>
      </Empty>
    </main>
  );
};
