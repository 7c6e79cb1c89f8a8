import { type ReactElement, useState } from "react";
import type { Message } from "../../protocol/message.ts";
import type { Action } from "../../protocol/view.ts";
import { useAccount } from "../api/account.ts";
import { useNames } from "../event/names.ts";
import { mayDo } from "./action_request.ts";
import { useAct } from "./actions.tsx";

/** What the viewer may do about `message`. What was done is pending until the board itself says what has become of it. */
export function ActionButtons(
  { actions, message, about }: {
    actions: readonly Action[];
    message: Message;
    /** What it is about, for who does not see the row. */
    about: string;
  },
): ReactElement {
  const act = useAct();
  const nameOf = useNames();
  const { data: account = null } = useAccount();
  const [asked, setAsked] = useState<Message | null>(null);
  const isPending = asked === message;

  async function ask(action: Action): Promise<void> {
    setAsked(message);
    if (!await act(action, message)) setAsked(null);
  }

  return (
    <span className="actions" aria-busy={isPending}>
      {actions.filter((action) => mayDo(action, message, { account, nameOf })).map((action) => (
        <button
          key={action.title}
          type="button"
          className="action"
          disabled={isPending}
          aria-label={`${action.title}: ${about}`}
          onClick={() => void ask(action)}
        >
          {action.title}
        </button>
      ))}
      {isPending && <span className="pending" role="status">pending</span>}
    </span>
  );
}
