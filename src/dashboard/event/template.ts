const PATHS = /\{([^.\s{}]+(?:\.[^.\s{}]+)*)\}/g;

/** `template` with what `write` makes of each path that stands in it in braces: `{symbol} at {price}`. */
export function fillTemplate(template: string, write: (path: string) => string): string {
  return template.replace(PATHS, (_, path) => write(path));
}

/** The paths in `template`; if none stands in braces, it is one itself. */
export function pathsIn(template: string): string[] {
  const paths = [...template.matchAll(PATHS)].map(([, path]) => path!);
  return paths.length > 0 ? paths : [template];
}

/** Whether `template` is more than a path. */
export function isTemplate(template: string): boolean {
  return template.includes("{");
}
