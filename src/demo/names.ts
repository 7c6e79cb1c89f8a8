// deno-fmt-ignore
const FIRST = [
  "Aisha", "Bruno", "Chloe", "Daniel", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas",
  "Keiko", "Liam", "Maria", "Nils", "Ondine", "Petra",
];

// deno-fmt-ignore
const LAST = [
  "Abara", "Berg", "Costa", "Demir", "Evans", "Fontaine", "Garcia", "Horvat", "Ito", "Jensen",
  "Keller", "Lopes", "Mbeki", "Nowak", "Orsini", "Pham", "Quist",
];

/** How many different people {@link nameOf} knows. */
export const NAME_COUNT = FIRST.length * LAST.length;

/** The name of invented person number `index`, from 0 up to {@link NAME_COUNT}: no two have the same. */
export function nameOf(index: number): string {
  // 16 and 17 have no common divisor, so that every pair comes up once.
  return `${FIRST[index % FIRST.length]} ${LAST[index % LAST.length]}`;
}

/** An address for `name` that reaches no one (RFC 2606). */
export function emailOf(name: string, at: string): string {
  return `${name.toLowerCase().replaceAll(" ", ".")}@${at}.example`;
}
