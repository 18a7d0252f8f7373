import { expect, it } from 'vitest';
import { EMPTY_CLOUD, EXAMPLE, host, plan } from '../example.ts';

const cluster = (count: number, primary: string) => ({
  ...EXAMPLE,
  primary: host('sql', 'nyc1', 'primary', primary),
  web: Array.from({ length: count }, (_, index) => host(`host-${index}`, 'nyc1', 'web', 's-4vcpu-8gb')),
});
const notes = (count: number, primary: string) => plan(cluster(count, primary), EMPTY_CLOUD).notes;

it('a plan has no note while the database has a connection for every PHP worker', () => {
  expect(notes(3, 's-1vcpu-1gb')).toEqual([]);
});

it('a plan notes that the primary has too little memory for the connections, and names a larger size', () => {
  expect(notes(6, 's-1vcpu-1gb')).toEqual([
    'The web hosts have 360 PHP workers, each with a database connection, and sql (s-1vcpu-1gb) has memory for 354, ' +
      'of which a few are reserved for maintenance. Under heavy load some pages would fail. Give sql a larger size, e.g. ' +
      's-1vcpu-2gb, or use fewer or smaller web hosts.',
  ]);
  expect(notes(6, 's-1vcpu-2gb')).toEqual([]);
});
