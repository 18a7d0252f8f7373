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
