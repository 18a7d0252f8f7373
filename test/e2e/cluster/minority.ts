import { expect } from 'vitest';
import { poll } from '../../cloud/runtime/poll.ts';
import { DOMAIN } from '../cluster.ts';
import { type Members, onHost, sql } from './members.ts';

/** A page as the host itself gets it, since nothing outside reaches it. */
interface Page {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}

async function ask(members: Members, host: string, path: string, form = ''): Promise<Page> {
  const sent = form && `--data '${form}' --cookie 'wordpress_test_cookie=1'`;
  const line = `curl --silent --insecure --http1.1 --include --max-time 30 ${sent} \
--resolve ${DOMAIN}:443:127.0.0.1 'https://${DOMAIN}${path}'`;
  const [headers = '', ...text] = (await onHost(members, host, line)).split('\r\n\r\n');
  return {
    status: Number(headers.split(' ')[1]),
    headers: headers.toLowerCase(),
    text: text.join('\r\n\r\n'),
  };
}

export const isAlone = (members: Members, host: string): Promise<true> =>
  poll(
    async () => (await sql(members, host, "SHOW STATUS LIKE 'wsrep_ready'")).endsWith('OFF') || undefined,
    {
      what: `${host} knows that it is a minority`,
      timeoutMs: 60_000,
      everyMs: 500,
    },
  );

/** What readers and writers get from a host that sees no majority. */
export async function expectMinority(members: Members, host: string): Promise<void> {
  const fresh = `/?fresh=${Date.now()}`;
  const page = await ask(members, host, fresh);
  expect(page.status).toBe(200);
  expect(page.headers, 'it was rendered, not stored').toContain('x-cache: miss');
  expect(page.text).toContain('</html>');
  const refused = await ask(members, host, '/wp-login.php', 'log=admin&pwd=wrong');
  expectRefusal(refused);
  expectRefusal(await ask(members, host, fresh, 'comment=one'));
  // No cache kept the refusal: the same address still shows the page.
  expect((await ask(members, host, fresh)).status).toBe(200);
  expect((await ask(members, host, '/wp-login.php')).text).toContain('id="loginform"');
}

function expectRefusal({ status, headers, text }: Page): void {
  expect(status).toBe(503);
  expect(headers).toContain('retry-after: 30');
  expect(headers).toContain('cache-control: no-store');
  expect(text).toContain('This server is cut off from the others');
}

export async function expectWriter(members: Members, host: string): Promise<void> {
  const { status, text } = await ask(members, host, '/wp-login.php', 'log=admin&pwd=wrong');
  expect(status).toBe(200);
  expect(text).toContain('login_error');
}
