import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOMAIN, onHost, WEB } from '../cluster.ts';

/** A page that takes a second and counts how often PHP rendered it. */
const NAME = `crowd-${Date.now()}`;
const PAGE = `/srv/www/content/current/core/${NAME}.php`;
const MADE = `/var/lib/php/${NAME}`;
const everywhere = (line: string) => Promise.all(WEB.map((host) => onHost(host, line)));

beforeAll(() =>
  everywhere(
    `printf %s '<?php file_put_contents("${MADE}", "x", FILE_APPEND); sleep(1); http_response_code((int) $_GET["status"]); echo "made";' >${PAGE}; install -o www-data /dev/null ${MADE}`,
  ),
);
afterAll(() => everywhere(`rm -f ${PAGE} ${MADE}`));

/** A tracking parameter, which is not part of the key. */
const visits = (status: number) =>
  `curl -sk --parallel --parallel-immediate --parallel-max 100 --resolve ${DOMAIN}:443:127.0.0.1 -o /dev/null -w '%{http_code}\\n' 'https://${DOMAIN}/${NAME}.php?status=${status}&utm_id=[1-100]' 2>/dev/null | sort | uniq -c | tr -s ' '`;

test.each([200, 404])(
  'when a hundred visitors request a page that is not stored, each host renders it once (%i)',
  async (status) => {
    for (const host of WEB) {
      await onHost(host, `: >${MADE}`);
      expect(await onHost(host, visits(status))).toBe(` 100 ${status}\n`);
      expect([host, await onHost(host, `cat ${MADE}`)]).toEqual([host, 'x']);
    }
  },
);
