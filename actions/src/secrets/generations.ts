/**
 * How far a host may be behind: one that was down while the generation was raised this many times still catches up.
 * Every one more is a key that a stranger may have and that is tried nonetheless.
 */
const BEHIND = 3;

/** A generation, then those before it that a host may still have: `[5, 4, 3, 2]`. */
export const generationsUpTo = (generation: number): readonly number[] =>
  Array.from({ length: Math.min(generation, BEHIND + 1) }, (_, behind) => generation - behind);
