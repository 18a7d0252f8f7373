import { afterAll, expect, test } from 'vitest';
import { onHost, WEB } from '../cluster.ts';
import {
  ask,
  asPhp,
  body,
  CORE,
  kept,
  NAME,
  removeUploads,
  status,
  UPLOADS,
  upload,
  write,
} from './visitor.ts';

afterAll(removeUploads);

test('every host serves a changed upload at once, at its old address and at a new one', async () => {
  for (const turn of ['old', 'new', 'odd']) {
    await write('x/s.css', `.a{color:${turn}}`);
    for (const host of WEB) {
      for (const query of ['', '?ver=2', '?ver=1764150000'])
        expect([host, query, body(await upload(host, `x/s.css${query}`))]).toEqual([
          host,
          query,
          `.a{color:${turn}}\n`,
        ]);
    }
  }
});

test('browsers revalidate an upload unless its address changes with it', async () => {
  await write('y/s.css', '.a{}');
  await asPhp(`touch -d '1 hour ago' ${UPLOADS}/y/s.css`);
  const answer = await upload('host-01', 'y/s.css?ver=6.8.12');
  expect(kept(answer)).toBe('no-cache');
  const etag = /^etag: (.*?)\r?$/im.exec(answer)?.[1] ?? '';
  expect(status(await upload('host-01', 'y/s.css', '-H', `If-None-Match: ${etag}`))).toBe(304);
  expect(kept(await upload('host-01', 'y/s.css?ver=1764150000'))).toBe('max-age=2592000');
  await asPhp(`rm ${UPLOADS}/y/s.css`);
  expect(status(await upload('host-01', 'y/s.css?ver=1764150000'))).toBe(404);
});

test.each([
  ['mjs', 'text/javascript'],
  ['ttf', 'font/ttf'],
  ['otf', 'font/otf'],
  ['woff2', 'font/woff2'],
  ['vtt', 'text/vtt'],
  ['wasm', 'application/wasm'],
  ['avif', 'image/avif'],
  ['webmanifest', 'application/manifest+json'],
])('a file .%s is %s, among the uploads and in the content', async (ending, type) => {
  await write(`types/x.${ending}`, 'x');
  expect(await upload('host-01', `types/x.${ending}`)).toContain(`\r\nContent-Type: ${type}`);
  const file = `${CORE}/${NAME}.${ending}`;
  await onHost('host-01', `echo x >${file}`);
  const answer = await ask('host-01', `/${NAME}.${ending}`);
  await onHost('host-01', `rm ${file}`);
  expect(answer).toContain(`\r\nContent-Type: ${type}`);
  expect(kept(answer)).toBe('no-cache');
});
