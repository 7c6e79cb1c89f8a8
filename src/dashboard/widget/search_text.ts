/** `text` as it is searched in: small letters, and numbers as people type them: `1240` finds `1 240`, `-3` finds `−3`. */
export function searchText(text: string): string {
  return text.toLowerCase().replaceAll("\u202f", "").replaceAll("−", "-");
}
