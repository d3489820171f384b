/** Five classes of a value, so that about as many places fall into each; equal values are never torn apart. */

export const CLASSES = 5;

/** Return the upper edges of the first four classes; fewer when there are fewer different values. */
export function edges(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const found: number[] = [];
  for (let step = 1; step < CLASSES; step += 1) {
    const edge = sorted[Math.ceil((step * sorted.length) / CLASSES) - 1];
    const last = sorted[sorted.length - 1];
    if (edge !== undefined && edge !== last && edge !== found[found.length - 1]) found.push(edge);
  }
  return found;
}

/** Return the class (0 to 4) of `value` under `limits`; few classes are spread over the whole scale. */
export function classOf(value: number, limits: readonly number[]): number {
  const rank = limits.filter((limit) => value > limit).length;
  return limits.length ? Math.round((rank * (CLASSES - 1)) / limits.length) : CLASSES - 1;
}

/** Return each class with its lowest and highest value, as a legend shows it. */
export function ranges(values: readonly number[], limits: readonly number[]): { rank: number; from: number; to: number }[] {
  const groups = new Map<number, { from: number; to: number }>();
  for (const value of values) {
    const rank = classOf(value, limits);
    const group = groups.get(rank);
    groups.set(rank, { from: Math.min(group?.from ?? value, value), to: Math.max(group?.to ?? value, value) });
  }
  return [...groups].sort(([a], [b]) => a - b).map(([rank, group]) => ({ rank, ...group }));
}
