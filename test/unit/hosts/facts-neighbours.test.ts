import { expect, it } from 'vitest';
import { observe, put, useHost } from './observing.ts';

useHost();

/** An address resolves to itself. These are documentation addresses, where nothing answers. */
const ADDRESS = '2001:db8::2';
const neighbours = async (own: string) => {
  put('/etc/flotilla/site.json', JSON.stringify({ url: `https://${ADDRESS}` }));
  put('/proc/net/if_inet6', `${own} 02 80 00 82    host0\n`);
  return (await observe()).health?.neighbours;
};

it('requests the site at the IPv6 addresses of the other hosts', async () => {
  expect(await neighbours('20010db8000000000000000000000001')).toEqual({
    [ADDRESS]: { path: '/', failed: expect.objectContaining({ at: 'connect', error: expect.any(String) }) },
  });
});

it('does not request its own address', async () => {
  expect(await neighbours('20010db8000000000000000000000002')).toEqual({});
});

it('sends no request from a host without a site', async () => {
  expect((await observe()).health?.neighbours).toEqual({});
});
