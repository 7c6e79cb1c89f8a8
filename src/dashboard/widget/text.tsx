import type { ReactElement } from "react";
import type { TextWidget } from "../../protocol/view.ts";

/** Words of the operator, a paragraph for each of theirs. */
export function Text({ widget: { title, text } }: { widget: TextWidget }): ReactElement {
  return (
    <section className="card text-widget">
      {title !== undefined && <h2 className="card-name">{title}</h2>}
      {text.split(/\n\s*\n/).map((paragraph, at) => <p key={at}>{paragraph}</p>)}
    </section>
  );
}
