import { expect, test } from 'vitest';
import { onHost, PRIMARY, WEB } from '../cluster.ts';
import { ask, body, cache, NAME, timed } from './plugin.ts';

const cookie = (id: string, name = 'PHPSESSID') => ['-b', `${name}=${id}`];
const newId = () => `${NAME}${Math.random().toString(36).slice(2)}`.replaceAll('-', '');
const sql = async (query: string) =>
  (await onHost(PRIMARY, `mariadb --batch --skip-column-names wordpress --execute="${query}"`)).trim();
const TABLE = 'wp_flotilla_sessions';
const where = (id: string) => `WHERE id = UNHEX(SHA2('${id}', 256))`;
const row = (id: string) => `FROM ${TABLE} ${where(id)}`;
const expire = (id: string, when: string) => sql(`UPDATE ${TABLE} SET expires = ${when} ${where(id)}`);

/** The database accepts connections but does not respond, as with a hung disk. */
const database = (signal: string) => onHost(PRIMARY, `pkill -${signal} -x mariadbd`);

/** The share hangs, as on a primary that is out of memory, while its database responds. */
const share = (signal: string) => onHost(PRIMARY, `pkill -${signal} -f '[n]fs-listener|[s]ftp-server'`);

export function sessions(): void {
  test.each(['', '&bare'])('continues on every host, with WordPress or without%s', async (bare) => {
    const id = newId();
    const seen = [];
    for (const host of WEB) seen.push(body(await ask(host, `do=count${bare}`, cookie(id))));
    expect(seen).toEqual(['true 1', 'true 2', 'true 3']);
  });

  test('is held by one request at a time, so none overwrites another', async () => {
    const id = newId();
    await Promise.all(WEB.map((host) => ask(host, 'do=count&usleep=500000', cookie(id))));
    expect(body(await ask('host-01', 'do=read', cookie(id)))).toBe('3');
  });

  test('gets its id from PHP, in a cookie for HTTPS only', async () => {
    const answer = await ask('host-01', 'do=count');
    expect(answer).toMatch(/^set-cookie: PHPSESSID=\w+; path=\/; secure; HttpOnly/im);
  });

  test('that did not change is kept alive without a write', async () => {
    const id = newId();
    await ask('host-01', 'do=count', cookie(id));
    await expire(id, 'expires - 7');
    const before = await sql(`SELECT expires ${row(id)}`);
    expect(body(await ask('host-02', 'do=read', cookie(id)))).toBe('1');
    expect(await sql(`SELECT expires ${row(id)}`)).toBe(before);
    await expire(id, 'UNIX_TIMESTAMP() + 600');
    await ask('host-02', 'do=read', cookie(id));
    expect(await sql(`SELECT expires > UNIX_TIMESTAMP() + 1400 ${row(id)}`)).toBe('1');
  });

  test('that is empty is not stored in the database', async () => {
    const id = newId();
    expect(body(await ask('host-01', 'do=read', cookie(id)))).toBe('none');
    expect(await sql(`SELECT COUNT(*) ${row(id)}`)).toBe('0');
  });

  test('ends when it expires, and when a plugin ends it', async () => {
    const [expired, ended] = [newId(), newId()];
    await ask('host-01', 'do=count', cookie(expired));
    await expire(expired, 'UNIX_TIMESTAMP()');
    expect(body(await ask('host-01', 'do=read', cookie(expired)))).toBe('none');
    await ask('host-01', 'do=count', cookie(ended));
    await ask('host-02', 'do=end', cookie(ended));
    expect(body(await ask('host-03', 'do=read', cookie(ended)))).toBe('none');
  });

  test('keeps its data when it gets a new id', async () => {
    const id = newId();
    await ask('host-01', 'do=count', cookie(id));
    const renewed = body(await ask('host-02', 'do=renew', cookie(id)));
    expect(body(await ask('host-03', 'do=read', cookie(renewed)))).toBe('1');
    expect(body(await ask('host-03', 'do=read', cookie(id)))).toBe('none');
  });

  test('keeps what a plugin changes at the end of a request', async () => {
    const id = newId();
    await ask('host-01', 'do=late', cookie(id));
    expect(body(await ask('host-02', 'do=read', cookie(id)))).toBe('late');
  });

  test('does not wait for a hung share, even if there are more requests than workers', async () => {
    await share('STOP');
    try {
      const all = Array.from({ length: 20 }, () => timed(ask('host-02', 'do=count&bare', cookie(newId()))));
      for (const { text, seconds } of await Promise.all(all)) {
        expect(body(text)).toBe('true 1');
        expect(seconds).toBeLessThan(15);
      }
    } finally {
      await share('CONT');
    }
  });

  test('leaves the database when it expires, and not before', async () => {
    const [expired, kept] = [newId(), newId()];
    for (const id of [expired, kept]) await ask('host-01', 'do=count', cookie(id));
    await expire(expired, 'UNIX_TIMESTAMP() - 1');
    await ask('host-02', 'do=read&gc', cookie(newId()));
    expect(await sql(`SELECT COUNT(*) ${row(expired)}`)).toBe('0');
    expect(await sql(`SELECT COUNT(*) ${row(kept)}`)).toBe('1');
  });

  test('gives up on a database that does not respond, for new and open sessions, and works again afterwards', async () => {
    const [held, id] = [newId(), newId()];
    const underWay = timed(ask('host-03', 'do=count&bare&usleep=3000000', cookie(held)));
    const name = `CONCAT('flotilla/', LEFT(SHA2('${TABLE}/${held}', 256), 40))`;
    const isHeld = () => sql(`SELECT IS_USED_LOCK(${name}) IS NOT NULL`);
    await expect.poll(isHeld, { timeout: 3_000, interval: 100 }).toBe('1');
    await database('STOP');
    try {
      const started = Array.from({ length: 4 }, () =>
        timed(ask('host-02', 'do=count&bare', cookie(newId()))),
      );
      for (const { text, seconds } of await Promise.all(started)) {
        expect(body(text)).toBe('false 1');
        expect(seconds).toBeLessThan(18);
      }
      expect((await underWay).seconds).toBeLessThan(25);
    } finally {
      await database('CONT');
    }
    expect(body(await ask('host-02', 'do=count&bare', cookie(id)))).toBe('true 1');
  });

  test('keeps its page out of the cache, whatever the plugin says about caching', async () => {
    for (const limiter of ['public', '', 'nocache', 'private_no_expire']) {
      const query = `do=count&name=basket&limiter=${limiter}`;
      const [first, second] = [newId(), newId()];
      expect(body(await ask('host-01', query, cookie(first, 'basket')))).toBe('true 1');
      const other = await ask('host-01', query, cookie(second, 'basket'));
      expect([limiter, cache(other), body(other)]).toEqual([limiter, 'MISS', 'true 1']);
      expect(body(await ask('host-01', query, cookie(first, 'basket')))).toBe('true 2');
    }
  });
}
