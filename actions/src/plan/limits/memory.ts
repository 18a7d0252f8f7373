import type { Size } from '../../cloud/allowance.ts';
import { memoryOfHosts } from '../../cloud/memory.ts';
import type { ObservedCloud } from '../../cloud/resource.ts';
import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import { FEWEST_WORKERS, isPackaged } from '../../declaration/php.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import { connectionsOf, supportedConnections } from '../../hosts/roles/database/connections.ts';
import { distributionOn } from '../../hosts/roles/distribution.ts';
import { memoryForWeb, roomForWorkers, totalWorkers, workersThatFit } from '../../hosts/roles/web/workers.ts';
import { some } from '../../lib/words.ts';

type KnownFacts = Readonly<Record<string, Facts | undefined>>;

/** Refusals for what `php` declares and a web host cannot provide. */
export const phpRefusals = (
  declaration: Declaration,
  cloud: ObservedCloud,
  facts: KnownFacts = {},
): string[] => [...memoryRefusals(declaration, cloud), ...extensionRefusals(declaration, facts)];

/** One refusal for each droplet size without enough memory for all workers at their memory limit. */
function memoryRefusals(declaration: Declaration, cloud: ObservedCloud): string[] {
  const memory = memoryOfHosts(declaration, cloud);
  const sizes = [...new Set(declaration.web.map(({ size }) => size))];
  return sizes.flatMap((size) => {
    const hosts = declaration.web.filter((host) => host.size === size);
    return least(hosts.map((host) => memoryForWeb(declaration, host, memory[host.name] ?? 0))).flatMap(
      (room) => memoryRefusal(declaration, hosts, room, cloud),
    );
  });
}

const least = (numbers: readonly number[]): number[] => (numbers.length === 0 ? [] : [Math.min(...numbers)]);

function memoryRefusal(
  { php }: Declaration,
  hosts: readonly HostDeclaration[],
  memory: number,
  { sizes }: ObservedCloud,
): string[] {
  const [room, workers] = [roomForWorkers(memory), totalWorkers(memory, php)];
  const needed = workers * php.memory;
  if (needed <= room) return [];
  const fitting = workersThatFit(memory, php);
  const region = hosts[0]?.region ?? '';
  const larger = sizes.filter(
    (size) => size.regions.includes(region) && roomForWorkers(size.memoryMiB) >= needed,
  );
  const [cheapest] = larger.sort((one, other) => one.monthly - other.monthly);
  const settings = [
    ...(fitting >= FEWEST_WORKERS ? [`\`workers: ${fitting}\``] : []),
    `\`memory: ${Math.floor(room / workers)}\``,
  ];
  const orLarger = cheapest ? `, or choose a larger size, e.g. ${cheapest.slug}` : '';
  return [
    `${workers} PHP workers of ${php.memory} MiB need ${needed} MiB. A web host of size ${hosts[0]?.size} has ${room} MiB ` +
      `for them, including swap (${some(hosts.map(({ name }) => name))}). Set ${settings.join(' or ')} under \`php\` in ` +
      `cluster/cluster.yml${orLarger}.`,
  ];
}

/** Debian releases package different extensions, and a host may run another release than the declared one. */
function extensionRefusals(declaration: Declaration, facts: KnownFacts): string[] {
  return declaration.php.extensions.flatMap((extension) => {
    const hosts = declaration.web
      .map((host) => ({ host, is: distributionOn({ declaration, host, facts }) }))
      .filter(({ is }) => !isPackaged(extension, is.php));
    if (hosts.length === 0) return [];
    return [
      `${hosts[0]?.is.name} has no package of the PHP extension \`${extension}\` for ` +
        `${some(hosts.map(({ host }) => host.name))}: remove it from \`php.extensions\` in cluster/cluster.yml.`,
    ];
  });
}

/**
 * A note if the web hosts have more PHP workers than the primary has memory for connections. If all are busy at once,
 * visitors see "Error establishing a database connection".
 */
export function connectionNotes(declaration: Declaration, cloud: ObservedCloud): string[] {
  const memory = memoryOfHosts(declaration, cloud);
  const { workers, wanted, supported } = connectionsOf(declaration, (name) => memory[name] ?? 0);
  if (wanted <= supported) return [];
  const { name, size, region } = declaration.primary;
  const larger = cheapest(
    cloud.sizes.filter(
      ({ memoryMiB, regions }) => regions.includes(region) && supportedConnections(memoryMiB) >= wanted,
    ),
  );
  const remedy = larger ? `Give ${name} a larger size, e.g. ${larger.slug}, or use` : 'Use';
  return [
    `The web hosts have ${workers} PHP workers, each with a database connection, and ${name} (${size}) has memory for ` +
      `${supported}, of which a few are reserved for maintenance. Under heavy load some pages would fail. ` +
      `${remedy} fewer or smaller web hosts.`,
  ];
}

const cheapest = (sizes: readonly Size[]): Size | undefined =>
  [...sizes].sort((a, b) => a.monthly - b.monthly)[0];
