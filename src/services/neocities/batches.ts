/** How much goes into one request. */
export interface Most {
  items: number;
  size: number;
}

/** Cuts a list into parts that are small enough. An item that is too large for any is alone. */
export function cutIn<Item>(
  items: readonly Item[],
  most: Most,
  sizeOf: (item: Item) => number,
): Item[][] {
  const parts: Item[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const own = sizeOf(item);
    const last = parts.at(-1);
    if (!last || last.length === most.items || size + own > most.size) {
      parts.push([item]);
      size = own;
    } else {
      last.push(item);
      size += own;
    }
  }
  return parts;
}
