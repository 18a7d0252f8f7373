import type { CheckedFile } from '../schema/check.ts';
import type { ClusterYaml } from '../schema/cluster.ts';
import { hostSchema, type RegionYaml } from '../schema/region.ts';
import { nodeAt, type Path, plain, type Tree } from '../yaml/yaml-file.ts';

/** All files after each was checked alone, for the rules across files. Any part of it may still be wrong. */
export interface Draft {
  /** Absent when there is no `cluster.yml`. */
  readonly cluster: CheckedFile<ClusterYaml> | undefined;
  readonly regions: readonly RegionDraft[];
  readonly hosts: readonly HostDraft[];
  /** Whether every host could be read. Only then can a rule say that one is missing. */
  readonly complete: boolean;
}

export interface RegionDraft {
  /** Region slug, from the file's name. */
  readonly slug: string;
  readonly checked: CheckedFile<RegionYaml>;
}

export interface HostDraft {
  readonly name: string;
  readonly region: RegionDraft;
  readonly path: Path;
  readonly primary: boolean;
  /** The declared address, if there is a valid one. */
  readonly vpn: string | undefined;
}

export const draftOf = (
  cluster: CheckedFile<ClusterYaml> | undefined,
  regions: readonly RegionDraft[],
  allRead: boolean,
): Draft => ({
  cluster,
  regions,
  hosts: regions.flatMap(hostsOf),
  complete: allRead && regions.every(isComplete),
});

const hostsOf = (region: RegionDraft): HostDraft[] => {
  const hosts = nodeAt(region.checked.file.root, ['hosts']);
  return hosts?.kind === 'map' ? [...hosts.entries.keys()].map((name) => hostOf(region, name)) : [];
};

const hostOf = (region: RegionDraft, name: string): HostDraft => {
  const path = ['hosts', name];
  const vpn = region.checked.sound([...path, 'vpn']);
  return {
    name,
    region,
    path,
    primary: region.checked.sound([...path, 'primary']) === true,
    vpn: typeof vpn === 'string' ? vpn : undefined,
  };
};

const isComplete = ({ checked }: RegionDraft): boolean => {
  const hosts = nodeAt(checked.file.root, ['hosts']);
  return hosts?.kind === 'map' && [...hosts.entries.values()].every(({ value }) => isClear(value));
};

/** Whether it is clear if a host is the primary: a misspelt key might mean `primary`. */
const isClear = (body: Tree): boolean => {
  if (body.kind !== 'map') return plain(body) === null;
  const primary = nodeAt(body, ['primary']);
  const known = [...body.entries.keys()].every((key) => Object.hasOwn(hostSchema.shape, key));
  return known && (primary === undefined || typeof plain(primary) === 'boolean');
};
