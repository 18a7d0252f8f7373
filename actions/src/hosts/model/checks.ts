import type { Facts } from './facts.ts';

/** As in hosts/remote/facts. */
export const CHECK_SECONDS = 30;

/** The checks that did not end in time, e.g. `wordpress/site`, sorted. */
export const unendedChecks = ({ commands }: Pick<Facts, 'commands'>): readonly string[] =>
  Object.keys(commands)
    .filter((name) => commands[name] === null)
    .sort();
