import { memoryOfHosts } from '../../cloud/memory.ts';
import type { ObservedCloud, Size } from '../../cloud/resource.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import { connectionsBorne, connectionsOf } from '../../hosts/roles/database/connections.ts';

/**
 * A note where the web hosts have more PHP workers than the primary's memory bears connections: when all are busy at once,
 * readers would be shown "Error establishing a database connection".
 */
export function connectionNotes(declaration: Declaration, cloud: ObservedCloud): string[] {
  const memory = memoryOfHosts(declaration, cloud);
  const { workers, wanted, borne } = connectionsOf(declaration, (name) => memory[name] ?? 0);
  if (wanted <= borne) return [];
  const { name, size, region } = declaration.primary;
  const larger = cheapest(
    cloud.sizes.filter(
      ({ memoryMiB, regions }) => regions.includes(region) && connectionsBorne(memoryMiB) >= wanted,
    ),
  );
  const remedy = larger ? `Give ${name} a larger size, e.g. ${larger.slug}, or use` : 'Use';
  return [
    `The web hosts have ${workers} PHP workers, each with a database connection, and ${name} (${size}) has the memory ` +
      `for ${borne}, of which a few are kept for maintenance: at a rush some pages would fail. ` +
      `${remedy} fewer or smaller web hosts.`,
  ];
}

const cheapest = (sizes: readonly Size[]): Size | undefined =>
  [...sizes].sort((a, b) => a.monthly - b.monthly)[0];
