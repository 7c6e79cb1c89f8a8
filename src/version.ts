import project from "../deno.json" with { type: "json" };

/** The version of this Boardcast. */
export const VERSION: string = project.version;
