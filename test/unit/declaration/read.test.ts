import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allHosts, type Declaration } from '../../../actions/src/declaration/declaration.ts';
import { readDeclaration } from '../../../actions/src/declaration/read.ts';
import { DECLARED } from './declared.ts';
import { CLUSTER, edit, extra, type Files, GOOD, NYC1, TOR1, withFiles } from './good.ts';

const read = (files: Files) => readDeclaration(new Map(Object.entries(files)));

const declared = (files: Files): Declaration => {
  const reading = read(files);
  if ('declaration' in reading) return reading.declaration;
  throw new Error(reading.problems.map((problem) => problem.message).join('\n'));
};

describe('a good declaration', () => {
  it('is completed with every default', () => {
    expect(declared(GOOD)).toEqual(DECLARED);
  });

  it('contains the nginx snippets in the order in which nginx reads them', () => {
    const files = withFiles({ 'cluster/nginx/b.conf': 'b;\n', 'cluster/nginx/a.conf': 'a;\n' });
    expect(declared(files).snippets).toEqual([
      { name: 'a.conf', text: 'a;\n' },
      { name: 'b.conf', text: 'b;\n' },
    ]);
  });

  it('may use every key', () => {
    const everything = extra(`image: debian-12-x64
vpn: { subnet: 192.168.7.0/24 }
ssh: { from: [203.0.113.0/24, '2001:db8::/32'] }
protect-primary: false
database: { topology: single, name: blog, user: blogger }
dns: { ttl: 300, caa: [letsencrypt.org, sectigo.com] }
certificate: { authority: letsencrypt-staging, names: ['*.example.com'], profile: shortlived }
alerts: { email: ops@example.com }
mail: { host: smtp.example.net, port: 587, user: flotilla, from: site@example.com, generation: 2 }
https: { hsts: { max-age: 63072000, subdomains: true, preload: true } }
php: { memory: 256, upload: 512, time: 600, workers: 5, extensions: [redis, bz2] }
generation: 3`);
    expect(declared(everything)).toMatchObject({
      image: 'debian-12-x64',
      vpn: { subnet: '192.168.7.0/24' },
      ssh: { from: ['203.0.113.0/24', '2001:db8::/32'] },
      protectPrimary: false,
      primary: { vpnAddress: '192.168.7.1' },
      database: { topology: 'single', members: ['sql'], name: 'blog', user: 'blogger' },
      dns: { ttl: 300, caa: ['letsencrypt.org', 'sectigo.com'] },
      alerts: {
        certificate: true,
        days: 1,
        down: true,
        hosts: { disk: 85, memory: 90, load: 4 },
        email: 'ops@example.com',
      },
      https: { hsts: { maxAge: 63_072_000, subdomains: true, preload: true } },
      certificate: { authority: 'letsencrypt-staging', names: ['*.example.com'], profile: 'shortlived' },
      php: { memory: 256, upload: 512, time: 600, workers: 5, extensions: ['redis', 'bz2'] },
      generation: 3,
    });
  });

  it('may have quotes and dollars in its title', () => {
    const title = `It's "$5" \`a\` month \\ $(date)`;
    const files = edit(CLUSTER, 'title: A small fleet', `title: '${title.replaceAll("'", "''")}'`);
    expect(declared(files).wordpress.title).toBe(title);
  });

  it('may set the address of a host, and repeat the primary’s', () => {
    const files = withFiles({
      [NYC1]: 'hosts:\n  sql: { primary: true, vpn: 10.8.0.1 }\n  host-01: { vpn: 10.8.0.9 }\n',
    });
    expect(declared(files).web[0]?.vpnAddress).toBe('10.8.0.9');
  });

  it('may use every address of its subnet', () => {
    const hosts = [2, 3, 4, 5, 6].map((last) => `  host-0${last}: { vpn: 10.8.0.${last} }\n`).join('');
    const files = { ...extra('vpn: { subnet: 10.8.0.0/29 }'), [NYC1]: 'hosts:\n  sql: { primary: true }\n' };
    expect(declared({ ...files, [TOR1]: `hosts:\n${hosts}` }).web).toHaveLength(5);
  });

  it('may be the apex of its zone', () => {
    expect(declared(edit(CLUSTER, 'domain: test.', 'domain: ')).domain).toBe('example.com');
  });

  it('may begin with a byte order mark and have Windows line endings', () => {
    const windows = Object.entries(GOOD).map(([path, text]) => [
      path,
      `\uFEFF${text.replaceAll('\n', '\r\n')}`,
    ]);
    expect(declared(Object.fromEntries(windows))).toEqual(declared(GOOD));
  });

  it('may have other files next to it', () => {
    const files = withFiles({ 'cluster/nginx/README': 'x: [', 'cluster/cluster.schema.json': '{' });
    expect(declared(files)).toEqual(declared(GOOD));
  });
});

/** The good declaration after a few cuts and insertions anywhere. */
const mutations = fc.array(
  fc.record({
    path: fc.constantFrom(CLUSTER, NYC1, TOR1),
    at: fc.nat(200),
    cut: fc.nat(12),
    put: fc.oneof(
      fc.constantFrom(
        '\n',
        '  ',
        '\t',
        ':',
        '- ',
        '{',
        '}',
        '[',
        ']',
        "'",
        '"',
        '&a ',
        '*a',
        '!!str ',
        '~',
        '__proto__: 1\n',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.json({ maxDepth: 2 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

describe('any text', () => {
  it('gives a declaration, or problems with a location, a message and a remedy', () => {
    const property = fc.property(mutations, (edits) => {
      const files: Record<string, string> = { ...GOOD };
      for (const { path, at, cut, put } of edits) {
        const text = files[path] ?? '';
        files[path] = text.slice(0, at) + put + text.slice(at + cut);
      }
      const reading = read(files);
      if ('declaration' in reading) return allHosts(reading.declaration).length > 1;
      return reading.problems.every(
        ({ line, column, message, remedy }) => line > 0 && column > 0 && message !== '' && remedy !== '',
      );
    });
    fc.assert(property, { numRuns: 250 });
  });

  it('is checked in time proportional to its length', () => {
    const duplicates = `hosts:\n${'  a: {}\n'.repeat(20_000)}`;
    const collisions = `hosts:\n${Array.from({ length: 1_000 }, (_, index) => `  a${index}:\n`).join('')}`;
    const before = process.cpuUsage();
    for (const text of [duplicates, collisions]) {
      expect(read(withFiles({ [TOR1]: text }))).toHaveProperty('problems');
    }
    // Processor time, because a busy machine must not fail the test. Comparing every line with every other takes longer.
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });
});
