/** `1 host`, `2 hosts`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The most names that `some` shows in full. */
export const FEW = 6;

/** `a, b and c`, or of many `a, b, c and 197 more`. */
export const some = (names: readonly string[]): string =>
  names.length <= FEW ? listed(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

export const money = (dollars: number): string => `$${dollars.toFixed(2)}`;

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A span in its largest whole unit: `3 d`, `5 h`, `12 min`; under a minute in seconds. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [unit, length] = UNITS.find(([, size]) => whole >= size) ?? ['s', 1];
  return `${Math.floor(whole / length)} ${unit}`;
}
