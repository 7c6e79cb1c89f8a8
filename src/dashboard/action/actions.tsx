import { createContext, type ReactElement, type ReactNode, useCallback, useContext, useState } from "react";
import type { Message } from "../../protocol/message.ts";
import type { Action } from "../../protocol/view.ts";
import { sendJson } from "../api/get_json.ts";
import { useNames } from "../event/names.ts";
import { questionOf, requestOf } from "./action_request.ts";
import { ConfirmDialog } from "./confirm_dialog.tsx";

/** Does `action` about `message`, after the viewer has confirmed it if it asks for that; whether the server took it. */
export type Act = (action: Action, message: Message) => Promise<boolean>;

const Acting = createContext<Act>(() => Promise.resolve(false));

interface Question {
  readonly text: string;
  readonly title: string;
  readonly answer: (isWanted: boolean) => void;
}

/** Does what is asked for on a page, and says in words what was refused. */
export function ActionsProvider({ children }: { children: ReactNode }): ReactElement {
  const nameOf = useNames();
  const [question, setQuestion] = useState<Question | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  const act = useCallback<Act>(async (action, message) => {
    const text = questionOf(action, message, nameOf);
    const isWanted = text === null || await new Promise<boolean>((answer) => {
      setQuestion({ text, title: action.title, answer });
    });
    setQuestion(null);
    if (!isWanted) return false;
    setRefusal(null);
    const problem = await problemOf(action, message);
    setRefusal(problem);
    return problem === null;
  }, [nameOf]);

  return (
    <Acting.Provider value={act}>
      {children}
      {question && <ConfirmDialog {...question} />}
      {refusal !== null && (
        <div className="notice-line" role="alert">
          <span aria-hidden="true">✕</span> {refusal}
          <button type="button" className="quiet" onClick={() => setRefusal(null)}>Close</button>
        </div>
      )}
    </Acting.Provider>
  );
}

/** How to do something about a message. */
export function useAct(): Act {
  return useContext(Acting);
}

async function problemOf(action: Action, message: Message): Promise<string | null> {
  const { path, body } = requestOf(action, message);
  try {
    await sendJson(action.method, path, body);
    return null;
  } catch (error) {
    const why = error instanceof TypeError ? "The server cannot be reached" : (error as Error).message;
    return `${action.title}: ${why}.`;
  }
}
