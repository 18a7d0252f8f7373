import type { Facts } from '../hosts/model/facts.ts';

/**
 * The plugin that probably made a table, as its folder is called: the longest name with which the table's begins. Some plugins
 * count the prefix as part of their name: `wp_statistics_visitor` is of `wp-statistics`.
 */
export function pluginOf(
  table: string,
  prefix: string,
  facts: Readonly<Record<string, Facts | undefined>>,
): string | undefined {
  // A network of sites numbers the tables of its second site and all later ones.
  const rest = table.startsWith(prefix) ? table.slice(prefix.length).replace(/^\d+_/, '') : table;
  const isOf = (slug: string) =>
    [table, rest].some((name) => `${normal(name)}_`.startsWith(`${normal(slug)}_`));
  return slugsIn(facts)
    .filter(isOf)
    .sort((one, other) => other.length - one.length || (one < other ? -1 : 1))[0];
}

const normal = (name: string): string => name.toLowerCase().replaceAll('-', '_');

/** Of `plugins/akismet/akismet.php`, `plugins/akismet` and `plugins/hello.php`. */
const slugsIn = (facts: Readonly<Record<string, Facts | undefined>>): string[] => {
  const paths = Object.values(facts).flatMap((known) => [
    ...(known?.site?.active ?? []),
    ...(known?.content?.holds ?? []),
  ]);
  const slugs = paths.flatMap((path) => /^plugins\/([^/]+?)(\.php)?(\/|$)/.exec(path)?.[1] ?? []);
  return [...new Set(slugs)];
};
