import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOMAIN } from '../../cluster.ts';
import {
  type Attacks,
  attack,
  comparable,
  EVIL,
  get,
  installProbe,
  probe,
  removeProbe,
  type Seen,
} from './attack.ts';
import { COOKIES, FORGED, PERSONAL } from './headers.ts';

const long = 'sess'.repeat(1_900);

let seen: Record<string, Seen>;
let honest = '';
beforeAll(async () => {
  await installProbe();
  const against = (header: string, victim: string) => ({ bytes: get(victim, header), victim });
  const attacks: Attacks = Object.fromEntries([
    ['nothing', { bytes: '', victim: probe() }],
    ...FORGED.map((name) => [name, against(`${name}: ${EVIL}`, probe())]),
    ...PERSONAL.map((header) => [header, against(header, probe())]),
    ...COOKIES.map((name) => [name, against(`Cookie: a=b; ${name}=${EVIL}`, probe())]),
    ['a long cookie', against(`Cookie: ${long}; comment_author_x=${EVIL}`, probe())],
    ['two cookies', against(`Cookie: a=b\r\nCookie: comment_author_x=${EVIL}`, probe())],
    ['User-Agent', against(`User-Agent: ${EVIL}`, probe('&vary=User-Agent'))],
    ['Accept-Language', against(`Accept-Language: ${EVIL}`, probe('&vary=Accept-Language'))],
  ]);
  seen = await attack(attacks);
  honest = comparable(of('nothing').next);
});
afterAll(removeProbe);
const of = (name: string): Seen => seen[name] as Seen;

test('the page that an innocent visitor gets shows what was sent', () => {
  expect(honest).toMatch(/^200 /);
  expect(honest).toContain(`"HTTP_HOST":"${DOMAIN}"`);
  expect(of('nothing').next.body).toContain('"HTTP_USER_AGENT":"innocent"');
});

describe('a header that a proxy would set', () => {
  test.each(FORGED)('never reaches PHP: %s', (name) => {
    const { attacker, next } = of(name);
    expect(attacker.body).not.toContain(EVIL);
    expect(next.body).not.toContain(EVIL);
  });
});

describe('the response to a personal request is not stored for others', () => {
  test.each([...PERSONAL, ...COOKIES, 'a long cookie', 'two cookies'])('%s', (name) => {
    expect(of(name).attacker.cache).toBe('BYPASS');
    expect(comparable(of(name).next)).toBe(honest);
  });
});

test.each(['User-Agent', 'Accept-Language'])('a page that varies by %s is not stored', (name) => {
  expect(of(name).attacker.body).toContain(EVIL);
  expect(of(name).next.cache).toBe('MISS');
  expect(of(name).next.body).not.toContain(EVIL);
});
