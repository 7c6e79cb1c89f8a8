import { type ReactElement, type ReactNode, useId } from "react";

/** A card of the operations page: `size` of twelve columns; `error` is shown above the last values, which are dimmed. */
export function OperationsCard(
  { title, aside, size, error = null, children }: {
    title: string;
    aside?: ReactNode;
    size: number;
    error?: Error | null;
    children: ReactNode;
  },
): ReactElement {
  const id = useId();
  return (
    <div className="cell" data-size={size}>
      <section className="card ops-card" aria-labelledby={id}>
        <header className="card-title">
          <h2 id={id}>{title}</h2>
          <span className="age">{aside}</span>
        </header>
        {error && (
          <p className="ops-error">
            <span aria-hidden="true">✕</span> {error.message}
          </p>
        )}
        <div className={error ? "ops-body old" : "ops-body"}>{children}</div>
      </section>
    </div>
  );
}

/** A table that scrolls in its card where it is too wide. */
export function OperationsTable(
  { label, head, children }: { label: string; head: readonly string[]; children: ReactNode },
): ReactElement {
  return (
    <div className="ops-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="ops-table">
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col" className={NUMBERS.has(name) ? "number" : undefined}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

const NUMBERS = new Set([
  "Viewers",
  "In / s",
  "Last",
  "Waiting",
  "Behind",
  "Signed in",
  "Sockets",
  "Ends in",
  "Up",
  "Connections",
  "Deliveries / s",
  "p99",
  "Sent",
  "Newest",
  "Skipped",
]);
