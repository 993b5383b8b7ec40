import { Component, type ReactNode } from "react";
import { FormattedMessage } from "react-intl";
import { Button } from "../ui/button.tsx";
import { Banner } from "../ui/banner.tsx";

interface Props {
  readonly children: ReactNode;
}
interface State {
  readonly failed: boolean;
}

/** A bug in one screen: says that nothing saved is lost, and offers to open the app again. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main style={{ padding: 16, maxWidth: 640, margin: "0 auto" }}>
        <Banner tone="danger" role="alert" title={<FormattedMessage id="error.title" />}>
          <FormattedMessage id="error.body" />
        </Banner>
        <Button kind="primary" onClick={() => window.location.assign("/")}>
          <FormattedMessage id="error.reopen" />
        </Button>
      </main>
    );
  }
}
