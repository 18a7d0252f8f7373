import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AS_DECLARED, plain } from '../../cluster.ts';
import {
  apply,
  DOMAIN,
  inCluster,
  onHost,
  PRIMARY_VPN,
  patience,
  visit,
  WEB,
  wordpress,
} from '../cluster.ts';

const DELAY_MS = 70;
/** The web host is in another region than the primary and the reader: every packet that leaves it is late or lost. */
const FAR = `tc qdisc replace dev eth0 root netem delay ${DELAY_MS}ms loss 1%`;
const NEAR = 'tc qdisc replace dev eth0 root fq';

interface Figures {
  readonly cached: number;
  readonly uncached: number;
  readonly publish: number;
}

const PUBLISH = `$began = microtime(true);
wp_insert_post(['post_title' => 'Afar', 'post_content' => 'x', 'post_status' => 'publish'], true);
echo microtime(true) - $began;`;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[1] ?? 0;

async function measure(): Promise<Figures> {
  const thrice = async (look: (round: number) => Promise<number>): Promise<number> =>
    median([await look(1), await look(2), await look(3)]);
  await visit();
  return {
    cached: await thrice(async () => (await visit()).seconds),
    uncached: await thrice(async (round) => (await visit(`?far=${Date.now()}-${round}`)).seconds),
    publish: await thrice(async () => Number(await wordpress(PUBLISH))),
  };
}

let near: Figures;
beforeAll(async () => {
  near = await measure();
  await onHost(WEB, FAR);
});
afterAll(() => onHost(WEB, NEAR));

describe(`with ${DELAY_MS} ms and 1 % loss between regions`, () => {
  test('readers wait for the distance, and not for more than that', async () => {
    expect(await onHost(WEB, `ping -q -c 5 ${PRIMARY_VPN}`)).toMatch(/= 7\d\./);
    const far = await measure();
    process.stdout.write(`near ${JSON.stringify(near)}\nfar  ${JSON.stringify(far)}\n`);
    // TCP, TLS and the request are three round trips; a lost packet may cost another second.
    expect(far.cached - near.cached).toBeLessThan(3 * 0.07 + 1.5);
    expect(far.uncached).toBeGreaterThan(near.uncached);
  });

  test('an upload arrives whole', async () => {
    const sent = `head -c 1000000 /dev/urandom > /srv/flotilla/uploads/afar.bin && sha256sum < /srv/flotilla/uploads/afar.bin`;
    const sum = await onHost(WEB, `runuser -u www-data -- sh -c '${sent}'`);
    expect(await onHost('sql', 'sha256sum < /srv/flotilla/uploads/afar.bin')).toBe(sum);
  });

  test('apply converges, and finds nothing to change afterwards', async () => {
    await onHost(WEB, 'rm /etc/nginx/sites-enabled/flotilla.conf');
    const { code, stdout, stderr } = await apply();
    expect(code, stdout + stderr).toBe(0);
    expect(plain((await apply()).stdout)).toMatch(AS_DECLARED);
  });

  test('a certificate is issued and taken', async () => {
    const { code, stdout, stderr } = await inCluster('node', 'actions/dist/renew-certificates.cjs');
    expect(code, stdout + stderr).toBe(0);
    const issuer = `openssl s_client -connect 127.0.0.1:443 -servername ${DOMAIN} </dev/null 2>/dev/null | grep -i ^issuer`;
    await expect
      .poll(() => onHost(WEB, issuer), { timeout: patience(15), interval: 2_000 })
      .toMatch(/Pebble/i);
  });
});
