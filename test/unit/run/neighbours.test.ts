import { expect, it } from 'vitest';
import type { Facts } from '../../../actions/src/hosts/model/facts.ts';
import type { PageFacts } from '../../../actions/src/hosts/model/page.ts';
import { seenByNeighbours } from '../../../actions/src/run/neighbours.ts';

const ADDRESS = '2001:db8::2';
const saw = (page: PageFacts) => ({ health: { neighbours: { [ADDRESS]: page } } }) as unknown as Facts;
const failed = (error: string) => saw({ path: '/', failed: { at: 'connect', error } });
const DEAD = failed('Connection refused');
const NO_WAY = failed('Network is unreachable');
const WELL = saw({ path: '/', status: 200 });
const seen = (...facts: (Facts | undefined)[]) =>
  seenByNeighbours(
    facts.map((one, index) => ({ name: `host-0${index + 1}`, facts: one })),
    ADDRESS,
  );

it('tells what a neighbour saw, and from where', () => {
  const error = 'Connection refused at 2001:db8::2, asked from host-02';
  expect(seen(undefined, DEAD)).toEqual({ kind: 'failed', error });
});

it('takes an address for working that any neighbour reached', () => {
  expect(seen(DEAD, WELL)).toMatchObject({ kind: 'served', status: 200 });
});

it('says nothing where no neighbour had a way, or was asked', () => {
  expect(seen(NO_WAY, undefined)).toBeUndefined();
  expect(seen(NO_WAY, DEAD)).toMatchObject({ kind: 'failed' });
});
