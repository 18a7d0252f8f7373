import { Resolver, resolve4, resolveNs } from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChallengeRecord } from './share.ts';

const POLL_MS = 500;

/**
 * Resolves when every one of the zone's own name servers answers with every record: an authority may ask any of them,
 * and a challenge can be answered once only.
 */
export async function awaitAuthoritative(
  zone: string,
  records: readonly ChallengeRecord[],
  timeoutMs: number,
): Promise<void> {
  const giveUp = performance.now() + timeoutMs;
  const hosts = await nameHosts(zone);
  for (const { name, value } of records) {
    for (const address of hosts) {
      while (!(await textsAt(address, name)).includes(value)) {
        if (performance.now() > giveUp) throw new Error(slow(name, address, timeoutMs));
        await pause(POLL_MS);
      }
    }
  }
}

async function nameHosts(zone: string): Promise<readonly string[]> {
  const names = await resolveNs(zone).catch(() => []);
  const addresses = (await Promise.all(names.map((name) => resolve4(name).catch(() => [])))).flat();
  if (addresses.length > 0) return [...new Set(addresses)];
  throw new Error(
    `No name server of ${zone} can be found: point the zone to ns1.digitalocean.com, ns2. and ns3. at your registrar.`,
  );
}

async function textsAt(address: string, name: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([address]);
  return (await resolver.resolveTxt(name).catch(() => [])).map((parts) => parts.join(''));
}

const slow = (name: string, address: string, timeoutMs: number): string =>
  `The name server ${address} does not answer with the new ${name} after ${Math.round(timeoutMs / 1000)} s. ` +
  "Is the zone delegated to DigitalOcean's name servers? The next run tries again.";
