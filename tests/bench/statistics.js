// What is made of many measurements: medians with their quartiles, and ratios of what was measured in the same round.

/** The value below which so much of a sorted list lies. */
const at = (sorted, share) => {
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place % 1);
};

/** Three figures: no more of a measurement says anything. */
export const figure = (value) => Number(value.toPrecision(3));

export const summary = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: figure(at(sorted, 0.5)), q1: figure(at(sorted, 0.25)), q3: figure(at(sorted, 0.75)) };
};

/** How often the one is as much as the other: round by round, since a machine has slow and fast phases. */
export const ratio = (values, others) => summary(values.map((value, round) => value / others[round]));

/** The same numbers from 0 to 1 in each run: a generator of 32 bits (mulberry32). */
export const uniform = (seed = 20260101) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** The same list in another order each time, the same ones in each run. */
export const shuffler = (seed) => {
  const random = uniform(seed);
  return (list) => list.map((item) => [random(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
};

/**
 * Measures each of some things once a round, in another order in each round: `{ name: [value, …] }`.
 * The first rounds warm up whatever has a cache, and are not counted.
 */
export const interleaved = async (names, { rounds, warmUp }, measure) => {
  const shuffled = shuffler();
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of shuffled(names)) {
      const value = await measure(name);
      if (round >= 0) found[name].push(value);
    }
  }
  return found;
};
