import { allowed } from "./allowed.ts";
import { FOREIGN_VARIABLES, settings } from "./config.ts";

/** Every setting as a table in Markdown: its variables, what is allowed, its default, what it is for. */
export function reference(): string {
  const rows = settings().map(({ path, variable, schema, fallback, description }) => {
    const variables = [variable, ...foreignNames(path)].map(code).join(" ");
    return row(code(path), variables, code(JSON.stringify(fallback)), allowed(schema), description);
  });
  return [
    row("setting", "variables", "default", "allowed", "what it is for"),
    row(...Array(5).fill("---")),
    ...rows,
  ]
    .join("\n");
}

function foreignNames(path: string): string[] {
  return Object.entries(FOREIGN_VARIABLES).filter(([, to]) => to === path).map(([name]) => name);
}

function row(...cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
