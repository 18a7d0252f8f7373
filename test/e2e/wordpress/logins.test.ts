import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask, status } from '../caching/visitor.ts';
import { addresses, DOMAIN, inCloud, onHost, PRIMARY, WEB } from '../cluster.ts';
import { contentTree } from '../content-tree.ts';
import { CHEAP, createPerson, PASSWORD, removePerson, wordpress } from './person.ts';

const NAME = `writer-${Date.now()}`;
const tree = contentTree();
let application = '';
beforeAll(async () => {
  const { code, said } = await tree.sync();
  expect(code, said).toBe(0);
  application = await createPerson(NAME, 'author');
});
afterAll(async () => {
  tree.remove();
  await removePerson(NAME);
});
beforeEach(() => wordpress("$wpdb->query('DELETE FROM wp_flotilla_logins');"));

const call = (name: string, password: string) =>
  `<methodCall><methodName>wp.getUsersBlogs</methodName><params><param><value>${name}</value></param>` +
  `<param><value>${password}</value></param></params></methodCall>`;
const byXmlRpc = (host: string, name: string, password: string) =>
  ask(host, '/xmlrpc.php', '-d', call(name, password));
const retryAfter = (answer: string) => Number(/^retry-after: (\d+)/im.exec(answer)?.[1]);

/** The results of logins on a host, from one address after the other: `in`, `wrong`, or `wait`. */
async function tries(host: string, name: string, password: string, addresses: readonly string[], begin = '') {
  const said = await wordpress(
    `${CHEAP} ${begin} foreach (${JSON.stringify(addresses)} as $_SERVER['REMOTE_ADDR']) {
  $user = wp_authenticate('${name}', '${password}');
  $code = is_wp_error($user) ? $user->get_error_code() : 'in';
  echo ['too_many_failures' => 'wait', 'in' => 'in'][$code] ?? 'wrong', ' ';
}`,
    host,
  );
  return said.trim().split(' ');
}
const inRange = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `198.51.100.${from + n}`);
const NEW = ['203.0.113.9'];

/** Sends this many requests to a host, several at once: the status and `Retry-After` of each. */
async function many(host: string, path: string, count: number, data: string): Promise<string[]> {
  const { ipv4 = '' } = (await addresses())[host] ?? {};
  const place = ['--connect-to', `::${ipv4}:`, `https://${DOMAIN}${path}?turn=[1-${count}]`];
  const shown = ['-o', '/dev/null', '-w', '%{http_code} %header{retry-after}\\n'];
  const { stdout } = await inCloud('curl', '-sSk', '--parallel', ...shown, '-d', data, ...place);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim());
}
const postPassword = () =>
  ask('host-01', '/wp-login.php?action=postpass', '-e', `https://${DOMAIN}/`, '-d', 'post_password=x');

test('never slows down an app with the right password, or the form for a post’s password', async () => {
  expect(await byXmlRpc('host-01', NAME, PASSWORD)).toContain('isAdmin');
  expect(await many('host-01', '/xmlrpc.php', 15, call(NAME, PASSWORD))).toEqual(Array(15).fill('200'));
  expect(status(await postPassword())).toBe(302);
});

test('slows down guesses by address on all hosts together, and still lets the account of that address in', async () => {
  await byXmlRpc('host-01', NAME, PASSWORD);
  for (let turn = 0; turn < 10; turn++)
    expect(status(await byXmlRpc(WEB[turn % 3] ?? '', 'nobody', `guess-${turn}`))).toBe(200);
  const refused = await byXmlRpc('host-02', 'nobody', 'guess');
  expect([status(refused), retryAfter(refused)]).toEqual([429, expect.toSatisfy((wait) => wait > 0)]);
  expect(refused).toContain('Too many failed logins');
  const form = await ask('host-03', '/wp-login.php', '-d', 'log=nobody&pwd=guess');
  expect([status(form), retryAfter(form)]).toEqual([429, expect.toSatisfy((wait) => wait > 0)]);
  expect(await byXmlRpc('host-03', NAME, PASSWORD)).toContain('isAdmin');
});

test('counts an IPv6 client by its /64', async () => {
  const first = Array.from({ length: 11 }, (_, n) => `2001:db8:1:2::${n + 1}`);
  expect((await tries('host-01', 'nobody', 'guess', first)).at(-1)).toBe('wait');
  const others = ['2001:db8:1:2:ffff::1', '2001:db8:1:3::1'];
  expect(await tries('host-02', 'nobody', 'guess', others)).toEqual(['wait', 'wrong']);
});

test('slows down an account under attack, except from where its owner logged in before', async () => {
  expect(await tries('host-01', NAME, PASSWORD, ['192.0.2.1'])).toEqual(['in']);
  const seen = await Promise.all(
    WEB.map((host, index) => tries(host, NAME, 'guess', inRange(10 * index, 10 * index + 11))),
  );
  expect(seen.flat().filter((how) => how === 'wrong')).toHaveLength(30);
  // The first delays are short, and this machine may be slow.
  await wordpress(
    "$wpdb->query('UPDATE wp_flotilla_logins SET ready = UNIX_TIMESTAMP() + 600 WHERE failures >= 30');",
  );
  expect(await tries('host-02', NAME, PASSWORD, NEW)).toEqual(['wait']);
  expect(await tries('host-02', NAME, PASSWORD, ['192.0.2.1'])).toEqual(['in']);
  const asApp = "define('XMLRPC_REQUEST', true); $_SERVER['HTTPS'] = 'on';";
  expect(await tries('host-03', NAME, application, NEW, asApp)).toEqual(['in']);
  const reset = `$_SERVER['REMOTE_ADDR'] = '${NEW[0]}'; reset_password(get_user_by('login', '${NAME}'), '${PASSWORD}');`;
  expect(await tries('host-03', NAME, PASSWORD, NEW, reset)).toEqual(['in']);
});

test('lets no more simultaneous guesses pass than consecutive ones, even if the database is slow', async () => {
  const held = onHost(
    PRIMARY,
    "mariadb wordpress -e 'LOCK TABLES wp_flotilla_logins WRITE; SELECT SLEEP(2)'",
  );
  const answers = await Promise.all(
    WEB.flatMap((host) => Array.from({ length: 6 }, (_, n) => byXmlRpc(host, 'nobody', `guess-${n}`))),
  );
  await held;
  expect(answers.filter((answer) => status(answer) === 200)).toHaveLength(10);
  expect(answers.filter((answer) => status(answer) === 429)).toHaveLength(8);
});

test('limits its table: deletes expired rows, and above the limit those that expire first', async () => {
  await wordpress(`$wpdb->query('INSERT INTO wp_flotilla_logins SELECT UNHEX(MD5(seq)), 0, 1, 0, 0, UNIX_TIMESTAMP() - 500 + seq * 60
    FROM seq_1_to_100600'); Flotilla\\Logins\\tidy();`);
  expect(await wordpress("echo $wpdb->get_var('SELECT COUNT(*) FROM wp_flotilla_logins');")).toMatch(
    /^99\d{3}$/,
  );
  const soonest = 'SELECT MIN(expires) - UNIX_TIMESTAMP() FROM wp_flotilla_logins';
  expect(Number(await wordpress(`echo $wpdb->get_var('${soonest}');`))).toBeGreaterThan(50_000);
});

test('nginx rejects a flood of logins with the time to wait, and other forms still work', async () => {
  const answers = await many('host-01', '/wp-login.php', 45, 'log=&pwd=');
  expect(new Set(answers)).toEqual(new Set(['200', '429 10']));
  expect(status(await postPassword())).toBe(302);
  expect(status(await byXmlRpc('host-01', NAME, PASSWORD))).toBe(200);
});

test('creates its table again after an owner dropped it', async () => {
  await wordpress("$wpdb->query('DROP TABLE wp_flotilla_logins');");
  expect(await tries('host-02', NAME, PASSWORD, ['192.0.2.7'])).toEqual(['in']);
  expect(await wordpress("echo $wpdb->get_var('SELECT SUM(known) FROM wp_flotilla_logins');")).toBe('1');
});
