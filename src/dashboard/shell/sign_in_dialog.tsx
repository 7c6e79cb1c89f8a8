import { Button, Modal, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactElement, useRef, useState } from "react";
import { useAccount } from "../api/account.ts";
import { sendJson } from "../api/get_json.ts";
import { useSession } from "./session.ts";

/** Signs in over the page, which stays as it is. */
export function SignInDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactElement {
  const { session } = useSession();
  const queries = useQueryClient();
  const { data: account } = useAccount();
  const last = useRef("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  if (account) last.current = account.subject;

  async function signIn(form: FormData): Promise<void> {
    setSending(true);
    setProblem(null);
    try {
      const { account, problem } = await sendJson("POST", "/api/v1/session", Object.fromEntries(form));
      if (!account) return setProblem(String(problem));
      session.restore();
      onClose();
      await queries.invalidateQueries();
    } catch (error) {
      setProblem(error instanceof TypeError ? "The server cannot be reached." : (error as Error).message);
    } finally {
      setSending(false);
    }
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    void signIn(new FormData(event.currentTarget));
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Your session has ended"
      centered
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form className="sign-in" onSubmit={submit}>
        <p className="mute">Sign in again: the page stays as it is and goes on from there.</p>
        {problem !== null && <p className="form-error" role="alert">{problem}</p>}
        <TextInput
          name="username"
          label="Username"
          autoComplete="username"
          defaultValue={last.current}
          required
        />
        <TextInput
          name="password"
          type="password"
          label="Password"
          autoComplete="current-password"
          required
          data-autofocus
        />
        <Button type="submit" loading={isSending} fullWidth>Sign in</Button>
      </form>
    </Modal>
  );
}
