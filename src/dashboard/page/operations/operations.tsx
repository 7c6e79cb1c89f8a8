import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { getJson } from "../../api/get_json.ts";

/** Whether the server can do its work. */
export function Operations(): ReactElement {
  const { data, error } = useQuery({
    queryKey: ["ready"],
    queryFn: () => getJson("/health/ready"),
    refetchInterval: 5_000,
  });
  return (
    <>
      <div className="page-title">
        <h1>Operations</h1>
      </div>
      <p className="card">{error ? error.message : `The server is ${data?.["status"] ?? "…"}.`}</p>
    </>
  );
}
