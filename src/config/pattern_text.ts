import type { z } from "zod";

/** A check that a text with parameters in braces fits `pattern`. It has words of its own for what is easily mistyped. */
export function fitting(
  pattern: RegExp,
  mistakeOf: (text: string) => string | undefined = () => undefined,
): (text: string, context: z.RefinementCtx) => void {
  return (text, context) => {
    if (pattern.test(text)) return;
    const words = mistakeOf(text) ?? braceMistake(text);
    context.addIssue({ code: "custom", ...words !== undefined && { params: { words } } });
  };
}

function braceMistake(text: string): string | undefined {
  let isOpen = false;
  for (const [brace] of text.matchAll(/[{}]/g)) {
    if (isOpen === (brace === "{")) return isOpen ? UNCLOSED : "it has a } without a { before it";
    isOpen = !isOpen;
  }
  return isOpen ? UNCLOSED : undefined;
}

const UNCLOSED = "it has a { without a } behind it";
