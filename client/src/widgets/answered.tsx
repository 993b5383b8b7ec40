import type { ReactNode } from "react";
import type { Answer } from "../app/use-answer.ts";
import { useCodeText, useText } from "../app/use-text.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import stack from "../ui/stack.module.css";

interface Props<A> {
  readonly answer: Answer<A>;
  readonly again: () => Promise<void>;
  readonly children: (value: A) => ReactNode;
}

/** What the relay answered; meanwhile that it is asked, otherwise why not and the way to ask again. */
export const Answered = <A,>({ answer, again, children }: Props<A>) => {
  const t = useText();
  const codeText = useCodeText();
  if (answer.state === "loading")
    return (
      <p role="status" className={stack.muted}>
        {t("answer.loading")}
      </p>
    );
  if (answer.state === "failed")
    return (
      <Banner tone="warn" role="alert" title={codeText("code", answer.code)} data-testid="answer-failed">
        <div>
          <Button onClick={() => void again()}>{t("answer.again")}</Button>
        </div>
      </Banner>
    );
  return children(answer.value);
};
