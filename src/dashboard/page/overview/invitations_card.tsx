import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { ConfirmDialog } from "../../action/confirm_dialog.tsx";
import { answerInvitation, type OwnInvitation, useOwnInvitations } from "../../api/invitations.ts";
import { useSecond } from "../../event/second.ts";
import { formatAge } from "../../settings/number_format.ts";

const ROLES: Readonly<Record<string, string>> = {
  school_owner: "its owner",
  school_admin: "an administrator",
  teacher: "a teacher",
  school_staff: "a member of its staff",
  student: "a student",
};

/** The schools that the viewer is invited to, which can be accepted or declined; nothing where there are none. */
export function InvitationsCard({ isSignedIn }: { isSignedIn: boolean }): ReactElement | null {
  const { data: invitations = [] } = useOwnInvitations(isSignedIn);
  const [problem, setProblem] = useState<string | null>(null);
  if (invitations.length === 0 && problem === null) return null;
  return (
    <section className="card" aria-labelledby="invitations">
      <div className="card-title">
        <h2 id="invitations">My invitations</h2>
      </div>
      {problem !== null && <p className="form-error" role="alert">{problem}</p>}
      <ul className="invitations">
        {invitations.map((one) => <InvitationItem key={one.id} invitation={one} onProblem={setProblem} />)}
      </ul>
    </section>
  );
}

function InvitationItem(
  { invitation, onProblem }: { invitation: OwnInvitation; onProblem: (problem: string | null) => void },
): ReactElement {
  const { id, school, role, message, expires_at } = invitation;
  const queries = useQueryClient();
  const now = useSecond();
  const [isAsked, setAsked] = useState(false);
  const [isPending, setPending] = useState(false);

  async function answer(how: "accept" | "decline"): Promise<void> {
    setPending(true);
    onProblem(null);
    try {
      await answerInvitation(id, how);
    } catch (error) {
      const why = error instanceof TypeError ? "The server cannot be reached" : (error as Error).message;
      onProblem(`${school.name}: ${why}.`);
    }
    // A school that one has joined may open a board.
    await Promise.all(["invitations", "boards"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    setPending(false);
  }

  const buttons = [["Accept", () => void answer("accept")], ["Decline", () => setAsked(true)]] as const;
  return (
    <li className="invitation" aria-busy={isPending}>
      <p>
        <strong>{school.name}</strong> invites you as {ROLES[role] ?? role}.
      </p>
      {message !== "" && <p className="invitation-words">“{message}”</p>}
      <p className="hint">open for {formatAge(Math.max(0, Date.parse(expires_at) - now))}</p>
      <p className="actions">
        {buttons.map(([title, onClick]) => (
          <button
            key={title}
            type="button"
            className="action"
            disabled={isPending}
            aria-label={`${title}: ${school.name}`}
            onClick={onClick}
          >
            {title}
          </button>
        ))}
      </p>
      {isAsked && (
        <ConfirmDialog
          title="Decline"
          text={`Decline the invitation of ${school.name}?`}
          answer={(isWanted) => {
            setAsked(false);
            if (isWanted) void answer("decline");
          }}
        />
      )}
    </li>
  );
}
