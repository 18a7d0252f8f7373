import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOMAIN } from '../../cluster.ts';
import { NAME, removeUploads, write } from '../visitor.ts';
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
  type Seen,
} from './attack.ts';

const SMUGGLED = `GET /${EVIL} HTTP/1.1\r\nHost: ${EVIL}\r\n\r\n`;
const chunked =
  (head: string): Bytes =>
  (path) =>
    `POST ${path} HTTP/1.1\r\nHost: ${DOMAIN}\r\n${head}\r\n\r\n0\r\n\r\n${SMUGGLED}`;

const FORM = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${EVIL.length + 2}`;
const METHODS: Record<string, Bytes> = Object.fromEntries(
  [
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'PURGE',
    'BAN',
    'TRACE',
    'CONNECT',
    'HEAD',
    'get',
    'GETX',
  ].map((method) => [method, (path: string) => `${get(path, FORM).replace('GET', method)}n=${EVIL}`]),
);
const ERRORS: Record<string, Bytes> = Object.fromEntries(
  [
    ...[400, 403, 405, 500, 502, 503].map((status) => `X-Break: ${status}`),
    ...[
      'Range: bytes=0-3',
      'Range: bytes=9999-',
      'If-Range: x\r\nRange: bytes=0-3',
      'If-None-Match: *',
      'If-Match: "x"',
    ],
    ...[
      'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT',
      'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT',
    ],
    ...[
      'Expect: 100-continue',
      'Expect: x',
      'Upgrade: h2c',
      'Upgrade: websocket',
      'Max-Forwards: 0',
      'TE: trailers',
    ],
    ...[
      'Accept-Encoding: x',
      'Cache-Control: no-store',
      'Pragma: no-cache',
      'X-Accel-Expires: 0',
      'Trailer: Host',
    ],
    ...['Content-Type: application/json', `X-Long: ${'a'.repeat(7_000)}`, `X-Longer: ${'a'.repeat(40_000)}`],
    ...['X-Control: \x01\x07', 'X-Meta: \\r\\n%0d%0a<script>', 'X:'],
  ].map((header) => [header.slice(0, 50), (path: string) => get(path, header)]),
);
const SMUGGLING: Record<string, Bytes> = {
  'both lengths': chunked(`Content-Length: 5\r\nTransfer-Encoding: chunked`),
  'two lengths': chunked(`Content-Length: 0\r\nContent-Length: ${SMUGGLED.length + 5}`),
  'a length that is no number': chunked('Content-Length: +5'),
  'an unknown coding': chunked('Transfer-Encoding: xchunked'),
  'a coding behind a tab': chunked('Transfer-Encoding:\tchunked\r\nContent-Length: 5'),
  'a coding behind a control character': chunked('Transfer-Encoding: \x0bchunked\r\nContent-Length: 5'),
  'two codings': chunked('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5'),
  'a coding over two lines': chunked('Transfer-Encoding:\r\n chunked\r\nContent-Length: 5'),
  'a blank before the colon': chunked('Transfer-Encoding : chunked\r\nContent-Length: 5'),
  'lines that end in LF': (path) => `GET ${path} HTTP/1.1\nHost: ${DOMAIN}\nX: y\r${SMUGGLED}\n\n`,
  'a line break in the address': (path) => get(`${path} HTTP/1.1\r\nX: ${EVIL}\r\nY:`),
  'a request in the body of a GET': (path) => get(path, `Content-Length: ${SMUGGLED.length}`) + SMUGGLED,
};

const FILE = `/wp-content/uploads/${NAME}/smuggled.txt`;

let seen: Record<string, Seen>;
const of = (name: string): Seen => seen[name] as Seen;
beforeAll(async () => {
  await installProbe();
  await write('smuggled.txt', 'innocent');
  seen = await attack({
    nothing: { victim: probe(), bytes: '' },
    ...named({ ...METHODS, ...ERRORS, ...SMUGGLING }),
    upload: { victim: FILE, bytes: get(FILE, `Content-Length: ${SMUGGLED.length}`) + SMUGGLED },
  });
});
afterAll(async () => {
  await removeProbe();
  await removeUploads();
});

const leavesNothing = (attacks: Record<string, Bytes>) =>
  test.each(Object.keys(attacks))('leaves nothing to the next visitor: %s', (name) => {
    expect(of(name).attacker.body).not.toContain(`HOST":"${EVIL}`);
    expect(comparable(of(name).next)).toBe(comparable(of('nothing').next));
  });

describe('a method', () => leavesNothing(METHODS));
describe('an error or a partial response', () => leavesNothing(ERRORS));
describe('a request within a request', () => {
  leavesNothing(SMUGGLING);
  test('is not passed to the nginx that reads uploads', () => {
    expect(of('upload').next.body.trim()).toBe('innocent');
  });
});
