import type { NewDriver } from "./driver.ts";
import type { RedisOptions } from "./redis_options.ts";
import { SentinelDriver } from "./sentinel_driver.ts";
import { SingleDriver } from "./single_driver.ts";

/** How drivers are made for the kind of Redis that `options` names. */
export function driverFor(options: RedisOptions): NewDriver {
  return (onLost) =>
    options.sentinel === null ? new SingleDriver(options, onLost) : new SentinelDriver(options, onLost);
}
