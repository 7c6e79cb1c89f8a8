import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { sendJson } from "../../api/get_json.ts";
import { type SessionRow, useOperations } from "../../api/operations.ts";
import { useSecond } from "../../event/second.ts";
import { formatAge, formatNumber } from "../../settings/number_format.ts";
import { OperationsCard, OperationsTable } from "./operations_card.tsx";

/** So many are shown at once. */
const LIMIT = 12;

/** Who is signed in; a session can be ended. */
export function SessionsCard(): ReactElement {
  /** After which session each page so far began; the first after none. */
  const [starts, setStarts] = useState<readonly string[]>([]);
  const after = starts.at(-1);
  const query = new URLSearchParams({ limit: String(LIMIT), ...after !== undefined && { after } });
  const { data, error } = useOperations<{ sessions: SessionRow[]; next: string | null }>(
    `/sessions?${query}`,
    10_000,
  );
  const [ending, setEnding] = useState<SessionRow | null>(null);
  const now = useSecond();
  const { sessions = [], next = null } = data?.value ?? {};
  const isWhole = next === null && starts.length === 0;
  const count = `${formatNumber(sessions.length)} ${isWhole ? "signed in" : "of those who are signed in"}`;
  return (
    <OperationsCard title="Sessions" size={8} error={error} aside={count}>
      <OperationsTable label="Sessions" head={["Person", "Signed in", "Sockets", "Ends in", "Ending"]}>
        {sessions.toSorted((a, b) => b.created - a.created).map((session) => (
          <tr key={session.id}>
            <th scope="row">{session.name} {session.current && <span className="mute">· you</span>}</th>
            <td className="number">{formatAge(Math.max(0, now - session.created))}</td>
            <td className="number">{formatNumber(session.connections)}</td>
            <td className="number mute">{formatAge(Math.max(0, session.expires - now))}</td>
            <td>
              <button type="button" className="button" onClick={() => setEnding(session)}>
                End<span className="visually-hidden">the session of {session.name}</span>
              </button>
            </td>
          </tr>
        ))}
      </OperationsTable>
      {!isWhole && (
        <div className="button-row ops-pages">
          <button
            type="button"
            className="button"
            disabled={starts.length === 0}
            onClick={() => setStarts(starts.slice(0, -1))}
          >
            Before
          </button>
          <button
            type="button"
            className="button"
            disabled={next === null}
            onClick={() => next !== null && setStarts([...starts, next])}
          >
            Next
          </button>
        </div>
      )}
      {ending && <EndSession session={ending} onClose={() => setEnding(null)} />}
    </OperationsCard>
  );
}

function EndSession({ session, onClose }: { session: SessionRow; onClose: () => void }): ReactElement {
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);

  async function end(): Promise<void> {
    try {
      await sendJson("DELETE", `/api/v1/operations/sessions/${encodeURIComponent(session.id)}`);
      onClose();
      await queries.invalidateQueries({ queryKey: ["operations"] });
    } catch (error) {
      setProblem((error as Error).message);
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`End the session of ${session.name}?`}
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {problem !== null && <p className="ops-error" role="alert">{problem}</p>}
      <p>
        {session.current ? "This is your own session: you will have to sign in again. " : ""}
        Within a second its connections are closed, and its pages ask to sign in.
      </p>
      <div className="button-row ops-pages">
        <button type="button" className="button primary" onClick={() => void end()}>End it</button>
        <button type="button" className="button" data-autofocus onClick={onClose}>Keep it</button>
      </div>
    </Modal>
  );
}
