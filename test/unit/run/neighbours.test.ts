import { expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type { PageFacts } from '../../../actions/src/hosts/model/page.ts';
import { seenByNeighbours } from '../../../actions/src/run/neighbours.ts';

const ADDRESS = '2001:db8::2';
const saw = (page: PageFacts) => ({ health: { neighbours: { [ADDRESS]: page } } }) as unknown as Facts;
const failed = (error: string, code: string) => saw({ path: '/', failed: { at: 'connect', error, code } });
const DEAD = failed('Connection refused', 'ECONNREFUSED');
const NO_ROUTE = failed('Network is unreachable', 'ENETUNREACH');
const WELL = saw({ path: '/', status: 200 });
const seen = (...facts: (Facts | undefined)[]) =>
  seenByNeighbours(
    facts.map((one, index) => ({ name: `host-0${index + 1}`, facts: one })),
    ADDRESS,
  );

it('reports what a neighbour saw, and from where', () => {
  const error = 'Connection refused at 2001:db8::2, asked from host-02';
  expect(seen(undefined, DEAD)).toEqual({ kind: 'failed', error });
});

it('counts an address as working when any neighbour reached it', () => {
  expect(seen(DEAD, WELL)).toMatchObject({ kind: 'served', status: 200 });
});

it('says nothing when no neighbour had a route, or was asked', () => {
  expect(seen(NO_ROUTE, undefined)).toBeUndefined();
  expect(seen(NO_ROUTE, DEAD)).toMatchObject({ kind: 'failed' });
});
