import { parseJson } from "../../protocol/message.ts";

/** A text of JSON, or one of the words that Python writes and JSON has not. */
const TEXT_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs;

/** Parses what Python's `json.dumps` writes: NaN and the infinities, which JSON does not have, become `null`. */
export function parsePythonJson(text: string): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  return parseJson(text.replace(TEXT_OR_WORD, (found) => found.startsWith('"') ? found : "null"));
}
