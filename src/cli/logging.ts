import { configure, getConsoleSink, getTextFormatter, type LogLevel } from "@logtape/logtape";

/** Sends the log of this process to standard error. */
export async function configureLogging(level: LogLevel): Promise<void> {
  const toConsole = getConsoleSink({
    formatter: getTextFormatter({ timestamp: "rfc3339" }),
    levelMap: {
      trace: "error",
      debug: "error",
      info: "error",
      warning: "error",
      error: "error",
      fatal: "error",
    },
  });
  await configure({
    reset: true,
    sinks: { console: toConsole },
    loggers: [
      { category: "boardcast", lowestLevel: level, sinks: ["console"] },
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["console"] },
    ],
  });
}
