import type { DepartureNote, DepartureState } from "../data/departure.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import page from "../ui/page.module.css";
import stack from "../ui/stack.module.css";
import { useAppData } from "./use-live.ts";
import { useCodeText, useText } from "./use-text.ts";
import { useTheme } from "./use-theme.ts";
import { useTimeText } from "./use-time-text.ts";

type Waiting = Extract<DepartureState, { readonly phase: "waiting" }>;

/** It did not work yet: how much is still here, why, and when it is tried again. */
const NotYet = ({ state }: { readonly state: Waiting }) => {
  const t = useText();
  const codeText = useCodeText();
  const time = useTimeText();
  const data = useAppData();
  return (
    <Banner
      tone="warn"
      role="status"
      title={t("leaving.waiting", { n: state.left })}
      data-testid="leaving-waiting"
    >
      <p>{codeText("code", state.code)}</p>
      <p>{t("leaving.nothingDeleted", { time: time.clock(state.retryAtMs) })}</p>
      <div>
        <Button onClick={() => data.departureNow()}>{t("leaving.tryNow")}</Button>
      </div>
    </Banner>
  );
};

const reportKey = (note: DepartureNote) =>
  note.isReported
    ? "leaving.reported"
    : note.report
      ? "leaving.notReported"
      : ("leaving.cannotReport" as const);

/** The end: what was handed in, what was deleted, what the relay knows of it. */
const Gone = ({ note }: { readonly note: DepartureNote }) => {
  const t = useText();
  const data = useAppData();
  const leave = (): void => {
    // Everything that this page holds in memory goes with it.
    void data.departureRead().finally(() => window.location.assign("/"));
  };
  return (
    <>
      <Banner
        tone={note.lost > 0 ? "danger" : "good"}
        role="status"
        title={t("leaving.handedIn", { n: note.handedIn })}
        data-testid="leaving-gone"
      >
        {note.quarantined > 0 && <p>{t("leaving.quarantined", { n: note.quarantined })}</p>}
        <p>{note.lost > 0 ? t("leaving.lost", { n: note.lost }) : t("leaving.nothingLost")}</p>
      </Banner>
      <section className={`${stack.card} ${stack.tight}`}>
        <p>{t(`leaving.deleted.${note.scope}`)}</p>
        {note.othersWaiting > 0 && <p>{t("leaving.others", { n: note.othersWaiting })}</p>}
        {note.scope === "device" && <p data-testid="leaving-report">{t(reportKey(note))}</p>}
        {note.cause !== "person" && <p>{t("leaving.ask")}</p>}
      </section>
      <Button kind="primary" wide onClick={leave} data-testid="leaving-done">
        {t("leaving.toSignIn")}
      </Button>
    </>
  );
};

/** In place of every screen, from the moment at which the relay has confirmed that this device or person must go. */
export const DepartureScreen = ({ state }: { readonly state: DepartureState }) => {
  const t = useText();
  useTheme("light");
  const cause = "note" in state ? state.note.cause : state.cause;
  return (
    <main id="main" tabIndex={-1} className={`${page.main} ${stack.stack}`} data-testid="leaving">
      <h1>{t(`leaving.title.${cause}`)}</h1>
      <p>{t(`leaving.why.${cause}`)}</p>
      {state.phase === "handing-in" && (
        <Banner tone="info" role="status" title={t("leaving.handingIn", { n: state.left })}>
          <p>{t("leaving.keepOpen")}</p>
        </Banner>
      )}
      {state.phase === "waiting" && <NotYet state={state} />}
      {state.phase === "emptying" && (
        <Banner tone="info" role="status" title={t("leaving.emptying")}>
          <p>{t("leaving.emptying.long")}</p>
        </Banner>
      )}
      {state.phase === "gone" && <Gone note={state.note} />}
    </main>
  );
};
