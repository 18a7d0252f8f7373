import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../actions/src/plan/rotation/rotation.ts';

describe('batches', () => {
  const hosts = ['nyc1', 'nyc1', 'sfo3', 'nyc1', 'sfo3', 'nyc1'].map((region, index) => ({
    name: `${index}`,
    region,
  }));
  it.each([
    [
      6,
      [
        ['0', '1'],
        ['3', '5'],
        ['2', '4'],
      ],
    ],
    [9, [['0', '1', '3'], ['5'], ['2', '4']]],
    [2, [['0'], ['1'], ['3'], ['5'], ['2'], ['4']]],
  ])('of a rotation of %i', (rotation, expected) => {
    const batches = batchesOf(hosts, { rotation, isAlone: () => false });
    expect(batches.map((batch) => batch.map(({ name }) => name))).toEqual(expected);
  });

  it('keep some hosts separate', () => {
    const batches = batchesOf(hosts, { rotation: 9, isAlone: ({ name }) => name === '0' });
    expect(batches.map((batch) => batch.map(({ name }) => name))).toEqual([
      ['1', '3', '5'],
      ['0'],
      ['2', '4'],
    ]);
  });
});
