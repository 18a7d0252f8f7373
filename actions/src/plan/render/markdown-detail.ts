/** How much of a plan to show. */
export interface Detail {
  readonly diffs: boolean;
  /** `always`: of the changes at DigitalOcean only those that every plan shows (`Display`); of hosts, counts. */
  readonly rows: 'all' | 'always' | 'none';
  /** The maximum number of lines in a list, and of characters in a line. */
  readonly lines: number;
  readonly width: number;
  /** What this level omits. */
  readonly omits: string;
}

const WHOLE: Detail = { diffs: true, rows: 'all', lines: Infinity, width: Infinity, omits: '' };
/** From the most to the least detail. */
export const DETAILS: readonly [Detail, ...Detail[]] = [
  WHOLE,
  { ...WHOLE, diffs: false, omits: 'the file diffs' },
  { ...WHOLE, diffs: false, rows: 'always', omits: 'the file diffs and all rows except droplets' },
  { ...WHOLE, diffs: false, rows: 'none', omits: 'the file diffs and all rows' },
];
export const LEAST: Detail = {
  ...{ diffs: false, rows: 'none', lines: 15, width: 200 },
  omits: 'the file diffs, all rows and the ends of long lists and lines',
};
