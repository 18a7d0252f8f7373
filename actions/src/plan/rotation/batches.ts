interface Placed {
  readonly name: string;
  readonly region: string;
}

interface BatchOptions {
  /** How many hosts the rotation holds. */
  readonly rotation: number;
  /** Whether a host must be the only one of its batch. */
  readonly isAlone: (host: Placed) => boolean;
}

/** Hosts that serve visitors in the order they are changed: region by region, never more than a third at once. */
export function batchesOf<T extends Placed>(hosts: readonly T[], options: BatchOptions): T[][] {
  const regions = [...new Set(hosts.map(({ region }) => region))];
  return regions.flatMap((region) =>
    batchesIn(
      hosts.filter((host) => host.region === region),
      options,
    ),
  );
}

function batchesIn<T extends Placed>(hosts: readonly T[], { rotation, isAlone }: BatchOptions): T[][] {
  const together = hosts.filter((host) => !isAlone(host));
  return [...chunks(together, mostAtOnce(rotation)), ...chunks(hosts.filter(isAlone), 1)];
}

/** The most hosts of a batch: a third of the rotation, and at least one, for a small rotation has to be changed too. */
export const mostAtOnce = (rotation: number): number => Math.max(1, Math.floor(rotation / 3));

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
