import { Modal } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";
import { type GroupRow, useOperations } from "../../api/operations.ts";
import { isObject, parseJson } from "../../../protocol/message.ts";

const EXAMPLE = '{\n  "type": "…"\n}';

/** A button that opens a dialog to publish a message, and to see what becomes of it. */
export function TestMessage(): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <span aria-hidden="true">✉</span>&nbsp;Publish a test message
      </button>
      {isOpen && <TestDialog onClose={() => setOpen(false)} />}
    </>
  );
}

interface Outcome {
  readonly isKept: boolean;
  readonly words: readonly string[];
}

function TestDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { data } = useOperations<{ groups: GroupRow[] }>("/groups?sort=members&limit=50", 10_000);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setOutcome(await publish(String(form.get("group")), String(form.get("message"))));
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title="Publish a test message"
      size="lg"
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form className="ops-form" onSubmit={(event) => void submit(event)}>
        <p className="mute">Everybody who watches the group sees it, and its record keeps it as any other.</p>
        <label>
          Group
          <input name="group" list="ops-groups" required data-autofocus autoComplete="off" />
        </label>
        <datalist id="ops-groups">
          {data?.value.groups.map(({ group }) => <option key={group} value={group} />)}
        </datalist>
        <label>
          Message (JSON)
          <textarea name="message" rows={8} spellCheck={false} defaultValue={EXAMPLE} required />
        </label>
        <button type="submit" className="button primary">Publish</button>
        <div role="status" className={outcome?.isKept ? "up" : "down"}>
          {outcome?.words.map((line) => <p key={line}>{line}</p>)}
        </div>
      </form>
    </Modal>
  );
}

async function publish(group: string, text: string): Promise<Outcome> {
  const message = parseJson(text);
  if (!isObject(message)) return { isKept: false, words: ["✕ The message is not a JSON object"] };
  try {
    const response = await fetch("/api/v1/publish", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ group, message }),
    });
    const answer: unknown = await response.json();
    return outcomeOf(isObject(answer) ? answer : {}, response.ok);
  } catch {
    return { isKept: false, words: ["✕ The server cannot be reached"] };
  }
}

function outcomeOf(answer: Record<string, unknown>, isKept: boolean): Outcome {
  if (isKept) {
    const place = answer["offset"] === null
      ? "not kept: its event is transient"
      : `offset ${answer["offset"]}`;
    return { isKept, words: [`● Published to ${answer["group"]}: epoch ${answer["epoch"]}, ${place}`] };
  }
  const problems = Array.isArray(answer["problems"]) ? answer["problems"].filter(isObject) : [];
  return {
    isKept,
    words: [`✕ ${answer["error"]}`, ...problems.map(({ path, message }) => `${path}: ${message}`)],
  };
}
