import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { EventSummary } from "../../protocol/control.ts";
import { isObject, type JsonObject } from "../../protocol/message.ts";
import type { Widget } from "../../protocol/view.ts";
import { getJson } from "./get_json.ts";

/** What is told of a board wherever it is named. */
export interface BoardBasics {
  readonly name: string;
  readonly title: string;
  /** The addresses at which this viewer may watch it. */
  readonly paths: readonly string[];
  /** URL patterns of all its addresses. */
  readonly endpoints: readonly string[];
  readonly groups: readonly string[];
}

/** A board as the list of boards has it. */
export interface BoardSummary extends BoardBasics {
  /** How many watch it now. */
  readonly viewers: number;
  /** Publications per second in groups that somebody watches; `null` if nobody does. */
  readonly rate: number | null;
  /** The worst of what promises to come in them; `null` if nothing does. */
  readonly freshness: "fresh" | "late" | "silent" | null;
  /** The names of its events; `*` is any other. */
  readonly events: readonly string[];
}

/** What a board declares of one event. */
export interface EventDescription {
  readonly rule: EventSummary;
  /** How often it promises to come, in ms. */
  readonly every?: number;
  /** The JSON schema of its messages. */
  readonly schema: JsonObject;
}

/** All that a board declares. */
export interface BoardDescription extends BoardBasics {
  readonly view: readonly Widget[];
  /** What ids are called, by the path or the parameter at which they stand. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly events: Readonly<Record<string, EventDescription>>;
  readonly joinable: readonly string[];
  readonly presence: readonly string[];
  /** The groups that carry only these events, by their patterns. */
  readonly groupEvents: Readonly<Record<string, readonly string[]>>;
}

/** The boards that one may open; asked again every `every` ms if that is given. */
export function useBoards(every: number | false = false): UseQueryResult<readonly BoardSummary[]> {
  return useQuery({ queryKey: ["boards"], queryFn: readBoards, refetchInterval: every });
}

/** What the board `name` declares. */
export function useBoardDescription(name: string): UseQueryResult<BoardDescription> {
  return useQuery({
    queryKey: ["board", name],
    queryFn: async () =>
      await getJson(`/api/v1/boards/${encodeURIComponent(name)}`) as unknown as BoardDescription,
  });
}

/** A board at one of its addresses. */
export interface DescribedBoard extends BoardDescription {
  /** The parameters of the address, such as `{site: "oslo"}`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The description of the board whose page this is. */
export const Described = createContext<DescribedBoard | null>(null);

/** What the board of this page declares. */
export function useDescription(): DescribedBoard {
  const description = useContext(Described);
  if (!description) throw new Error("No board: useDescription() is for what is on a board's page");
  return description;
}

async function readBoards(): Promise<readonly BoardSummary[]> {
  const { boards } = await getJson("/api/v1/boards");
  return Array.isArray(boards) ? boards.filter(isObject) as unknown as BoardSummary[] : [];
}
