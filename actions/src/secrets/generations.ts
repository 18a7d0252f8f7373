/**
 * How far a host may be behind: one that was down while the generation was raised this many times still catches up. Each
 * further generation is one more key that a stranger may have and that a run would still try.
 */
const BEHIND = 3;

/** A generation, then earlier ones that a host may still have: `[5, 4, 3, 2]`. */
export const generationsUpTo = (generation: number): readonly number[] =>
  Array.from({ length: Math.min(generation, BEHIND + 1) }, (_, behind) => generation - behind);
