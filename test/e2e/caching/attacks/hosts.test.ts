import type { OutgoingHttpHeaders } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOMAIN } from '../../cluster.ts';
import {
  attack,
  type Bytes,
  comparable,
  EVIL,
  get,
  installProbe,
  named,
  probe,
  removeProbe,
  request,
  type Seen,
  withVictim,
} from './attack.ts';

const at =
  (host: string): Bytes =>
  (path) =>
    request(`GET ${path} HTTP/1.1\r\nHost: ${host}`);

/** All of these name the site. */
const SAME_HOST: Record<string, Bytes> = {
  'in another case': at(DOMAIN.toUpperCase()),
  'with a port': at(`${DOMAIN}:8443`),
  'with a dot behind it': at(`${DOMAIN}.`),
  'by an absolute request line, next to another Host': (path) =>
    request(`GET https://${DOMAIN}${path} HTTP/1.1\r\nHost: ${EVIL}`),
};
const OTHER_HOST: Record<string, Bytes> = {
  'another name': at(EVIL),
  'another name with the site’s port': at(`${EVIL}:443`),
  'the site’s name with another behind it': at(`${DOMAIN}.${EVIL}`),
  'the host’s own address': at('127.0.0.1'),
  'the site’s name as a user': at(`${DOMAIN}@${EVIL}`),
  'a list': at(`${DOMAIN}, ${EVIL}`),
  'a path': at(`${EVIL}/${DOMAIN}`),
  'two of them': at(`${DOMAIN}\r\nHost: ${EVIL}`),
  'two of them, the other first': at(`${EVIL}\r\nHost: ${DOMAIN}`),
  'an absolute request line': (path) => get(`https://${EVIL}${path}`),
  nothing: (path) => request(`GET ${path} HTTP/1.1`),
  'nothing, in HTTP/1.0': (path) => request(`GET ${path} HTTP/1.0`),
};
const http2 = (path: string, others: Record<string, string> = {}) => ({
  ':path': path,
  ':authority': DOMAIN,
  accept: 'text/html',
  ...others,
});
const HTTP2: Record<string, (path: string) => OutgoingHttpHeaders> = {
  'another authority': (path) => http2(path, { ':authority': EVIL }),
  'another Host next to the authority': (path) => http2(path, { host: EVIL }),
  'another scheme': (path) => http2(path, { ':scheme': 'http' }),
  'a fragment': (path) => http2(path.replace('?', '?utm_source=#&')),
  'an absolute path': (path) => http2(`https://${EVIL}${path}`),
  'a length without a body': (path) => http2(path, { 'content-length': '5' }),
};

let seen: Record<string, Seen>;
const of = (name: string): Seen => seen[name] as Seen;
beforeAll(async () => {
  await installProbe();
  seen = await attack({
    nothing: { victim: probe(), bytes: '' },
    ...named(SAME_HOST),
    ...named(OTHER_HOST),
    ...Object.fromEntries(
      Object.entries(HTTP2).map(([name, make]) => [name, withVictim((path) => ({ http2: make(path) }))]),
    ),
  });
});
afterAll(removeProbe);

test.each(Object.keys({ ...SAME_HOST, ...OTHER_HOST, ...HTTP2 }))(
  'an attack leaves nothing to the next visitor: %s',
  (name) => {
    expect(of(name).attacker.body).not.toContain(`HOST":"${EVIL}`);
    expect(comparable(of(name).next)).toBe(comparable(of('nothing').next));
  },
);

test.each(Object.keys(SAME_HOST))('PHP sees the site’s name: %s', (name) => {
  expect(of(name).attacker.body).toContain(`"HTTP_HOST":"${DOMAIN}"`);
});

test.each(Object.keys(OTHER_HOST))('a request for another name is refused: %s', (name) => {
  expect(of(name).attacker.status).toBeOneOf([400, 421]);
});
