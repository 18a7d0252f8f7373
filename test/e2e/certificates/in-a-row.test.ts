import { beforeAll, expect, test } from 'vitest';
import { times } from '../../soak.ts';
import { addresses, cloud, DOMAIN, WEB } from '../cluster.ts';
import { FORCE, renew, theSerial, withCertificate } from './door.ts';

const RENEWALS = times(5, 20);
const VISITING = '/tmp/flotilla-visiting';

/** curl's exit status for a refused HTTP/2 connection. */
const GONE_AWAY = 16;

/**
 * A visitor of one host who alternates between its addresses, with a new connection each time, until the file is gone. If a
 * connection is opened just when nginx reloads, nginx closes it before the first request. Browsers then open another one (RFC
 * 9113, section 6.8); this script does the same for curl.
 */
const VISITOR = `
visit() {
  curl -sS -o /dev/null -w '%{http_code}\\n' --max-time 10 --cacert "$NODE_EXTRA_CA_CERTS" \
    --resolve ${DOMAIN}:443:"$1" https://${DOMAIN}/ 2>&1
}
while [ -e ${VISITING} ]; do
  for at in "$IPV4" "[$IPV6]"; do
    seen=$(visit "$at")
    if [ $? = ${GONE_AWAY} ]; then seen=$(visit "$at"); fi
    echo "$seen"
    sleep 0.1
  done
done | sort | uniq -c`;

beforeAll(withCertificate);

test(`${RENEWALS} renewals in a row fail no request of visitors at any host and address`, {
  timeout: 900_000,
}, async () => {
  const { run } = await cloud();
  await run(['touch', VISITING]);
  const known = await addresses();
  const visits = WEB.map((host) => {
    const { ipv4 = '', ipv6 = '' } = known[host] ?? {};
    return run(['sh', '-c', VISITOR], { env: { IPV4: ipv4, IPV6: ipv6 } });
  });
  const seen: string[] = [await theSerial()];
  try {
    for (let renewal = 1; renewal <= RENEWALS; renewal += 1) {
      const { code, said } = await renew(FORCE);
      expect(code, said).toBe(0);
      seen.push(/serial (\w+)/.exec(said)?.[1] ?? '');
    }
  } finally {
    await run(['rm', VISITING]);
  }
  const counts = (await Promise.all(visits)).map(({ stdout }) => stdout.trim());
  expect(counts.filter((count) => !/^[0-9]+ 200$/.test(count))).toEqual([]);
  expect(Math.min(...counts.map((count) => Number.parseInt(count, 10)))).toBeGreaterThan(RENEWALS * 5);
  expect(new Set(seen).size).toBe(RENEWALS + 1);
});
