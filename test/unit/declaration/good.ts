export type Files = Readonly<Record<string, string>>;

export const CLUSTER = 'cluster/cluster.yml';
export const NYC1 = 'cluster/regions/nyc1.yml';
export const TOR1 = 'cluster/regions/tor1.yml';

/** A valid declaration. Every bad one is an edit of it. */
export const GOOD: Files = {
  [CLUSTER]: `name: example
domain: test.example.com
zone: example.com
wordpress:
  version: 6.8.3
  title: A small fleet
  admin: { user: admin, email: admin@example.com }
`,
  [NYC1]: `hosts:
  sql: { primary: true }
  host-01:
`,
  [TOR1]: `hosts:
  host-02: { size: s-1vcpu-1gb }
`,
};

/** The good declaration with some files replaced or added. */
export const withFiles = (files: Files): Files => ({ ...GOOD, ...files });

/** The good declaration without some files. */
export const without = (...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(GOOD).filter(([path]) => !paths.includes(path)));

/** The good declaration with one passage of one file replaced. */
export const edit = (path: string, from: string, to: string): Files => {
  const text = GOOD[path];
  if (!text?.includes(from)) throw new Error(`the good ${path} has no ${from}`);
  return withFiles({ [path]: text.replace(from, () => to) });
};

/** The good `cluster.yml` with text appended. */
export const extra = (text: string): Files => withFiles({ [CLUSTER]: `${GOOD[CLUSTER]}${text}\n` });

/** A bad declaration and every line of its report. */
export interface BadCase {
  readonly mistake: string;
  readonly files: Files;
  readonly report: readonly string[];
}
