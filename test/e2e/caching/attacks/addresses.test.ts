import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Attack,
  attack,
  comparable,
  EVIL,
  get,
  installProbe,
  probe,
  removeProbe,
  type Seen,
} from './attack.ts';

const [FILE = ''] = probe().split('?');
const NOT_ASCII = '\xc3\xa9';
/** Other spellings of an address, or addresses that look like it: the attacker's request by the victim's address. */
const SPELLINGS: Record<string, (query: string) => string> = {
  'a fragment behind tracking': (query) => `${FILE}?utm_source=#&${query}`,
  'a fragment behind the query': (query) => `${FILE}?${query}#&x=${EVIL}`,
  'a fragment in the path': (query) => `${FILE}#?${query}`,
  'two slashes': (query) => `/${FILE}?${query}`,
  'a dot': (query) => `/.${FILE}?${query}`,
  'two dots': (query) => `/${EVIL}/..${FILE}?${query}`,
  'an encoded dot': (query) => `/%2e${FILE}?${query}`,
  'an encoded slash': (query) => `/%2f${FILE.slice(1)}?${query}`,
  'an encoded letter': (query) => `${FILE.replace('c', '%63')}?${query}`,
  'another case': (query) => `${FILE.toUpperCase()}?${query}`,
  'a null byte': (query) => `${FILE}%00.css?${query}`,
  'a backslash': (query) => `/\\${FILE.slice(1)}?${query}`,
  'a path parameter': (query) => `${FILE};x.css?${query}`,
  'a path behind the file': (query) => `${FILE}/x.css?${query}`,
  'a path behind index.php': (query) => `/index.php${FILE}?${query}`,
  'bytes that are not ASCII': (query) => `${FILE}?${query}&x=${NOT_ASCII}${EVIL}`,
  'a question mark more': (query) => `${FILE}??${query}`,
  'an encoded question mark': (query) => `${FILE}%3f${query}`,
  'a parameter twice': (query) => `${FILE}?${query}&n=${EVIL}`,
  'a parameter as a list': (query) => `${FILE}?${query}&n[]=${EVIL}`,
  'a semicolon between parameters': (query) => `${FILE}?utm_source=x;n=${EVIL}&${query}`,
  'an ampersand that is encoded': (query) => `${FILE}?utm_source=x%26n=${EVIL}&${query}`,
  'a parameter behind tracking': (query) => `${FILE}?utm_source=x&${query}&n=${EVIL}&utm_medium=x`,
  'tracking in another case': (query) => `${FILE}?${query}&UTM_SOURCE=${EVIL}`,
  'tracking that is encoded': (query) => `${FILE}?${query}&utm%5fsource=${EVIL}`,
  'tracking as PHP would spell it': (query) => `${FILE}?${query}&utm.source=${EVIL}`,
  tracking: (query) => `${FILE}?utm_source=${EVIL}&${query}&fbclid=${EVIL}`,
  'a flood of tracking': (query) => `${FILE}?${`utm_a=${EVIL}&`.repeat(300)}${query}`,
  'a flood of both': (query) => `${FILE}?${`utm_a=${EVIL}&x=1&`.repeat(200)}${query}`,
  'a flood of lists': (query) => `${FILE}?${query}${'&a[]=1'.repeat(900)}`,
  'a very long value': (query) => `${FILE}?${query}&x=${'a'.repeat(8_100)}`,
  'a longer one than nginx takes': (query) => `${FILE}?${query}&x=${'a'.repeat(40_000)}`,
};
const NAMES = Object.keys(SPELLINGS);

let seen: Record<string, Seen>;
const of = (name: string): Seen => seen[name] as Seen;
const sent = (name: string): Attack => {
  const victim = probe();
  return { victim, bytes: get(SPELLINGS[name]?.(victim.replace(/.*\?/, '')) ?? victim) };
};
beforeAll(async () => {
  await installProbe();
  seen = await attack(Object.fromEntries(['nothing', ...NAMES].map((name) => [name, sent(name)])));
});
afterAll(removeProbe);

describe('a different spelling of an address', () => {
  test.each(NAMES)('leaves nothing at the usual address: %s', (name) => {
    expect(of(name).next.body).not.toContain(EVIL);
    expect(comparable(of(name).next)).toBe(comparable(of('nothing').next));
  });

  test.each(NAMES)('gives PHP the same parameters as the key has: %s', (name) => {
    const { status, body } = of(name).attacker;
    if (status !== 200) return expect(status).toBeGreaterThanOrEqual(400);
    const [{ REQUEST_URI, QUERY_STRING }] = JSON.parse(body);
    expect(REQUEST_URI.replace(/^[^?]*\??/, '')).toBe(QUERY_STRING);
  });
});
