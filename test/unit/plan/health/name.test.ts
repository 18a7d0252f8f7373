import { expect, it } from 'vitest';
import type { NameAnswer } from '../../../../actions/src/plan/health/check.ts';
import { healthOf, siteFindings } from '../../../../actions/src/plan/health/health.ts';
import { EXAMPLE } from '../example.ts';
import { fleet } from './literals.ts';

const published = ['192.0.2.1', '192.0.2.2'];
const servers = ['ns1.digitalocean.com', 'ns2.digitalocean.com'];
const found = (answer: Partial<NameAnswer>) =>
  healthOf(EXAMPLE, {
    ...fleet(),
    name: { published, answer: { servers, addresses: [], ...answer } },
  });

it('has no finding if the name resolves to a host in the rotation', () => {
  expect(found({ addresses: ['192.0.2.2'] }).findings).toEqual([]);
  expect(healthOf(EXAMPLE, fleet()).findings).toEqual([]);
});

it.each<[string, Partial<NameAnswer>, RegExp, RegExp]>([
  [
    'in a zone of its own',
    { cut: { zone: EXAMPLE.domain, servers: ['ns.other.net'] } },
    /resolves to nothing.*a separate zone at ns\.other\.net/,
    /Delete the zone test\.example\.com/,
  ],
  [
    'elsewhere',
    { addresses: ['198.51.100.7'] },
    /resolves to 198\.51\.100\.7 at .*ns1/,
    /Delegate example\.com/,
  ],
  ['nowhere', {}, /resolves to nothing at the name servers of example\.com/, /Delegate/],
  [
    'in a zone without name servers',
    { servers: [], unfound: true },
    /example\.com has no name servers/,
    /Delegate/,
  ],
])('reports a name %s, which visitors notice', (_, answer, what, todo) => {
  const health = found(answer);
  expect(health.findings).toEqual([
    { host: EXAMPLE.domain, what: expect.stringMatching(what), todo: expect.stringMatching(todo) },
  ]);
  expect(siteFindings(health, EXAMPLE)).toEqual(health.findings);
});
