/** The configuration cannot be used: every problem in words, with its path, the bad value and what is allowed. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`The configuration has ${count}:\n- ${problems.join("\n- ")}`);
    this.problems = problems;
  }
}
