import { readEnrolmentCode } from "@arogyasync/shared/enrolment";
import { useState } from "react";
import { linkedCode } from "../../app/linked-code.ts";
import { useAppData, useLive } from "../../app/use-live.ts";

/** What the relay has asked for besides name and password. */
export type LoginNeed = "code" | "newPassword";

const isAboutCode = (code: string | undefined): boolean =>
  code !== undefined && (code === "enrolment-needed" || code.startsWith("enrolment-code-"));
const isAboutNewPassword = (code: string | undefined): boolean =>
  code === "password-change-needed" || code === "weak-password";

export interface Login {
  readonly fields: {
    readonly user: string;
    readonly password: string;
    readonly code: string;
    readonly newPassword: string;
  };
  set(change: Partial<Login["fields"]>): void;
  readonly needs: ReadonlySet<LoginNeed>;
  readonly isBusy: boolean;
  /** Why it was not done, unless one of the asked-for fields says it. */
  readonly failure: string | undefined;
  readonly codeFault: string | undefined;
  readonly passwordFault: string | undefined;
  submit(): void;
}

/** One form whose questions the relay may add to: a code for a new device, a password of one's own. [ID31] [ID11] */
export const useLogin = (): Login => {
  const data = useAppData();
  const linked = useLive(linkedCode);
  const session = useLive(data.session);
  // Whoever vouches for a relay with another key does so with a code of theirs.
  const isStrange = session.state === "blocked" && session.code === "relay-key-changed";
  const [typed, setTyped] = useState<Partial<Login["fields"]>>({});
  const [asked, setAsked] = useState<ReadonlySet<LoginNeed>>(new Set());
  const [phase, setPhase] = useState<"idle" | "busy" | { readonly code: string }>("idle");
  const fields = { user: "", password: "", newPassword: "", code: linked ?? "", ...typed };
  const needs = linked === undefined && !isStrange ? asked : new Set<LoginNeed>([...asked, "code"]);
  const failedWith = typeof phase === "object" ? phase.code : undefined;

  const failed = (code: string): void => {
    setPhase({ code });
    if (isAboutCode(code)) setAsked(new Set([...asked, "code"]));
    if (isAboutNewPassword(code)) setAsked(new Set([...asked, "newPassword"]));
  };
  return {
    fields,
    set: (change) => setTyped({ ...typed, ...change }),
    needs,
    isBusy: phase === "busy",
    failure: failedWith,
    codeFault: isAboutCode(failedWith) && failedWith !== "enrolment-needed" ? failedWith : undefined,
    passwordFault: failedWith === "weak-password" ? failedWith : undefined,
    submit() {
      const read = needs.has("code") ? readEnrolmentCode(fields.code) : undefined;
      if (read && !read.ok) {
        failed(read.error);
        return;
      }
      setPhase("busy");
      const input = {
        user: fields.user.trim(),
        password: fields.password,
        ...(read?.ok ? { code: read.value } : {}),
        ...(needs.has("newPassword") ? { newPassword: fields.newPassword } : {}),
      };
      void data.login(input).then(
        (result) => {
          if (!result.ok) return failed(result.code);
          linkedCode.set(undefined);
          setPhase("idle");
        },
        () => failed("unexpected"),
      );
    },
  };
};
