/** The first `count` of `items` in the order of `compare`, without sorting the rest. */
export function topOf<T>(items: Iterable<T>, count: number, compare: (a: T, b: T) => number): T[] {
  const top: T[] = [];
  for (const item of items) {
    if (top.length === count && (count === 0 || compare(item, top[count - 1]!) >= 0)) continue;
    top.splice(placeOf(item, top, compare), 0, item);
    if (top.length > count) top.pop();
  }
  return top;
}

/** Behind those that are equal, so that the order of equals stays. */
function placeOf<T>(item: T, sorted: readonly T[], compare: (a: T, b: T) => number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(sorted[middle]!, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
