import { type ReactElement, useEffect, useId, useRef } from "react";
import type { Message } from "../../protocol/message.ts";

/** Shows a whole message as JSON, until it is closed with Escape, its button, or a click beside it. */
export function MessageDialog(
  { message, title, onClose }: { message: Message; title: string; onClose: () => void },
): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="message-dialog"
      aria-labelledby={id}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current.close()}
    >
      <div className="message-dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" className="quiet" onClick={() => dialog.current?.close()}>Close</button>
        </header>
        <pre tabIndex={0}>{JSON.stringify(message, null, 2)}</pre>
      </div>
    </dialog>
  );
}
