import { Api } from "./api.ts";
import type { Loop } from "./loop.ts";
import { Outages } from "./outages.ts";

/** The token that the feeds under test are handed. */
export const TOKEN = "the-producers-token";

/** A client of the server at `url`. */
export function apiFor(url: string): Api {
  return new Api({ url, token: TOKEN, signal: new AbortController().signal, outages: new Outages() });
}

/** Runs so many rounds of the loop called `name`, without the time between them. */
export async function runRounds(feed: { loops(): Loop[] }, name: string, rounds = 1): Promise<void> {
  const loop = feed.loops().find((one) => one.name === name);
  if (!loop) throw new RangeError(`There is no loop "${name}"`);
  for (let i = 0; i < rounds; i++) await loop.round();
}
