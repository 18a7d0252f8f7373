import { describe, expect, it } from 'vitest';
import { desiredDroplets } from '../../../actions/src/cloud/droplet.ts';
import { KINDS } from '../../../actions/src/cloud/kinds.ts';
import type { ObservedDroplet } from '../../../actions/src/cloud/resource.ts';
import type { DropletSpec } from '../../../actions/src/cloud/specs.ts';
import { EXAMPLE } from '../plan/example.ts';

const PRIMARY_TAGS = ['cluster:example', 'cluster:example:primary', 'cluster:example:protected'];

describe('desired droplets', () => {
  it('are one per host, with the protected primary first', () => {
    expect(desiredDroplets(EXAMPLE).map(({ name, spec }) => [name, spec.region, spec.tags])).toEqual([
      ['sql', 'nyc1', PRIMARY_TAGS],
      ['host-01', 'nyc1', ['cluster:example', 'cluster:example:web']],
      ['host-02', 'sfo3', ['cluster:example', 'cluster:example:web']],
      ['host-03', 'tor1', ['cluster:example', 'cluster:example:web']],
    ]);
  });

  it('include no protection tag for an unprotected primary', () => {
    const [primary] = desiredDroplets({ ...EXAMPLE, protectPrimary: false });
    expect(primary?.spec.tags).toEqual(['cluster:example', 'cluster:example:primary']);
  });
});

describe('comparing droplets', () => {
  const desired = desiredDroplets(EXAMPLE)[1]?.spec as DropletSpec;
  const observed = (
    spec: Partial<DropletSpec>,
    status: ObservedDroplet['status'] = 'active',
  ): ObservedDroplet => ({
    type: 'droplet',
    id: '7',
    spec: { ...desired, ...spec },
    status,
  });
  const tags = (...more: string[]) => observed({ tags: [...desired.tags, ...more] });

  it.each<[string, ObservedDroplet, boolean, object[]]>([
    ['the same', observed({}), false, []],
    ['another image', observed({ image: 'debian-12-x64' }), false, []],
    [
      'tags that its owner added, and the tag of its host key',
      tags('hostkey-sha256:abc', 'backup-me', 'cluster:exam'),
      false,
      [],
    ],
    ['still booting', observed({}, 'new'), false, []],
    [
      'another region',
      observed({ region: 'ams3' }),
      true,
      [{ key: 'region', label: 'region', before: 'ams3', after: 'nyc1' }],
    ],
    [
      'another name',
      observed({ name: 'h1' }),
      true,
      [{ key: 'name', label: 'name', before: 'h1', after: 'host-01' }],
    ],
    [
      'another size',
      observed({ size: 's-2vcpu-4gb' }),
      false,
      [{ key: 'size', label: 'size', before: 's-2vcpu-4gb', after: 's-1vcpu-1gb' }],
    ],
    [
      'powered off',
      observed({}, 'off'),
      false,
      [{ key: 'status', label: 'power', before: 'off', after: 'on' }],
    ],
    [
      'the wrong kind',
      observed({ tags: ['cluster:example', 'cluster:example:primary'] }),
      false,
      [
        {
          key: 'tags',
          label: 'tags',
          before: 'cluster:example, cluster:example:primary',
          after: 'cluster:example, cluster:example:web',
        },
      ],
    ],
  ])('%s', (_, resource, replaces, fields) => {
    expect(KINDS.droplet.compare(desired, resource)).toEqual({ fields, replaces });
  });
});
