import { type ReactElement, useEffect, useId, useRef } from "react";

/** Asks before something is done; Escape and a click beside it mean no. */
export function ConfirmDialog(
  { title, text, answer }: { title: string; text: string; answer: (isWanted: boolean) => void },
): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="message-dialog confirm-dialog"
      aria-labelledby={id}
      onClose={() => answer(false)}
      onClick={({ target }) => target === dialog.current && answer(false)}
    >
      <div className="message-dialog-body">
        <h2 id={id}>{text}</h2>
        <p className="confirm-buttons">
          <button type="button" className="button" onClick={() => answer(false)}>Cancel</button>
          <button type="button" className="button primary" onClick={() => answer(true)}>{title}</button>
        </p>
      </div>
    </dialog>
  );
}
