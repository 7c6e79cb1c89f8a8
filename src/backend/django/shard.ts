import { crc32 } from "node:zlib";

/** Which of `count` Redis servers channels_redis keeps `name` on. */
export function shardOf(name: string, count: number): number {
  if (count === 1) return 0;
  return Math.floor((crc32(name) & 0xfff) / (4096 / count));
}
