import { applyRevocation, mayCall, type RevocationView } from "@arogyasync/shared/api";
import { useState } from "react";
import { useSession } from "../app/use-live.ts";
import { useText } from "../app/use-text.ts";
import { Button } from "../ui/button.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";

interface Props {
  readonly target: RevocationView["target"];
  readonly id: string;
  readonly name: string;
  readonly isRevoked: boolean;
  /** The list is out of date. */
  readonly onChanged: () => void;
}

/** Opens the dialog that switches a device or person off or gives it back; nothing for who may not. */
export const RevokeButton = ({ target, id, name, isRevoked, onChanged }: Props) => {
  const t = useText();
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  if (!session || !mayCall(applyRevocation, session.roles) || (target === "person" && id === session.userId))
    return null;
  const actions = isRevoked
    ? (["reinstate"] as const)
    : target === "device"
      ? (["revoke", "wipe"] as const)
      : (["revoke"] as const);
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)} data-testid={`revoke-open-${id}`}>
        {t(isRevoked ? "revoke.open.back" : `revoke.open.${target}`)}
      </Button>
      {isOpen && (
        <RevokeDialog
          target={target}
          id={id}
          name={name}
          actions={actions}
          onClose={(isChanged) => {
            setOpen(false);
            if (isChanged) onChanged();
          }}
        />
      )}
    </>
  );
};
