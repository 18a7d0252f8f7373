import { type BadCase, extra } from '../good.ts';

const preload = (line: string) => [
  `cluster/cluster.yml:${line}: https.hsts.preload: the browsers' preload list requires a \`max-age\` of at least a year, and \`subdomains\``,
  '    write `subdomains: true` and `max-age: 31536000` or more next to it, or remove `preload`',
];

export const httpsCases: readonly BadCase[] = [
  {
    mistake: 'HSTS as a word',
    files: extra('https: { hsts: true }'),
    report: [
      'cluster/cluster.yml:8:16: https.hsts: `true` is not a group of keys',
      '    write the keys `max-age`, `subdomains`, `preload`',
    ],
  },
  {
    mistake: 'HSTS with a negative time',
    files: extra('https: { hsts: { max-age: -1 } }'),
    report: ['cluster/cluster.yml:8:27: https.hsts.max-age: `-1` is too small', '    write 0 or more'],
  },
  {
    mistake: 'HSTS for longer than ten years, as if in milliseconds',
    files: extra('https: { hsts: { max-age: 63072000000 } }'),
    report: [
      'cluster/cluster.yml:8:27: https.hsts.max-age: `63072000000` is too large',
      '    write 315360000 or less',
    ],
  },
  {
    mistake: 'the name of the header instead of the key',
    files: extra('https: { hsts: { includeSubDomains: true } }'),
    report: [
      'cluster/cluster.yml:8:18: unknown key `includeSubDomains` in `https.hsts`',
      '    known keys: `max-age`, `subdomains`, `preload`',
    ],
  },
  {
    mistake: 'preloading of a single name',
    files: extra('https: { hsts: { max-age: 63072000, preload: true } }'),
    report: preload('8:46'),
  },
  {
    mistake: 'preloading for less than a year',
    files: extra('https: { hsts: { subdomains: true, preload: true } }'),
    report: preload('8:45'),
  },
];
