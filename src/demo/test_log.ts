import { configure, type LogRecord, reset } from "@logtape/logtape";

/** Collects what the demo logs until disposed. */
export async function collectLog(): Promise<{ records: LogRecord[]; lines(): string[] } & AsyncDisposable> {
  const records: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { list: (record) => records.push(record) },
    loggers: [
      { category: ["boardcast", "demo"], sinks: ["list"], lowestLevel: "info" },
      { category: ["logtape", "meta"], lowestLevel: "error" },
    ],
  });
  const lines = () => records.map(({ level, message }) => `${level}: ${message.join("")}`);
  return { records, lines, [Symbol.asyncDispose]: reset };
}
