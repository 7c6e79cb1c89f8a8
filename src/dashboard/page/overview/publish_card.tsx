import type { ReactElement } from "react";

/** How to publish a score to one's own dashboard. */
export function PublishCard({ group }: { group: string }): ReactElement {
  const message = { type: "gcode_update", data: { g_code_score: 64, update_score: true } };
  const command = [
    "boardcast publish \\",
    `  --url ${location.origin} \\`,
    `  ${group} \\`,
    `  '${JSON.stringify(message, null, 2)}'`,
  ].join("\n");
  return (
    <article className="card">
      <div className="card-title">
        <h2>Publish to this page</h2>
      </div>
      <pre
        className="code-block"
        tabIndex={0}
        role="region"
        aria-label="A command that publishes a score to this page"
      >
        {command}
      </pre>
      <p className="hint">
        Run it where the server runs: it signs with the server's own secret. <code>boardcast</code> stands for
        {" "}
        <code>deno run -A main.ts</code>. Producers elsewhere send an API key or a token to{" "}
        <code>/api/v1/publish</code>.
      </p>
    </article>
  );
}
