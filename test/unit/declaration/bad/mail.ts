import { type BadCase, extra } from '../good.ts';

const RELAY = 'user: me, from: site@example.com';

export const mailCases: readonly BadCase[] = [
  {
    mistake: 'a port that DigitalOcean blocks',
    files: extra(`mail: { host: smtp.example.net, port: 25, ${RELAY} }`),
    report: [
      'cluster/cluster.yml:8:39: mail.port: DigitalOcean blocks port 25, so no mail would leave the hosts',
      "    write 2525, or another port that your relay's provider names",
    ],
  },
  {
    mistake: 'an address, which no certificate names',
    files: extra(`mail: { host: 192.0.2.1, ${RELAY} }`),
    report: [
      'cluster/cluster.yml:8:15: mail.host: `192.0.2.1` is not a host name',
      "    write the relay's host name as its provider gives it, without a port, e.g. `smtp.example.net`",
    ],
  },
  {
    mistake: 'a password next to the user',
    files: extra('mail: { host: smtp.example.net, user: "me:secret", from: site@example.com }'),
    report: [
      'cluster/cluster.yml:8:39: mail.user: `me:secret` is not a login name',
      '    write 1 to 200 printable characters without spaces or colons, e.g. `postmaster@mail.example.com`',
    ],
  },
  {
    mistake: 'a CNAME at the names of the site, of a host and of the zone',
    files: extra(
      `mail: { host: smtp.example.net, ${RELAY}, records: [` +
        ['test', 'www.test', 'host-01.test']
          .map((name) => `{ type: CNAME, name: ${name}.example.com, value: m.example.net }, `)
          .join('') +
        '{ type: CNAME, name: example.com, value: m.example.net }] }',
    ),
    report: [98, 161, 228, 299].flatMap((column, index) => [
      `cluster/cluster.yml:8:${column}: mail.records[${index}].name: \`${['test.', 'www.test.', 'host-01.test.', ''][index]}example.com\` ` +
        'has other records, and a CNAME cannot stand next to other records',
      "    write the name that your relay's provider gives, e.g. `mail._domainkey.example.com`",
    ]),
  },
  {
    mistake: 'a record outside the zone, and a second policy at one name',
    files: extra(
      `mail: { host: smtp.example.net, ${RELAY}, records: [{ type: TXT, name: elsewhere.org, value: "v=spf1 -all" }, ` +
        '{ type: TXT, name: elsewhere.org, value: "v=spf1 ~all" }] }',
    ),
    report: [
      'cluster/cluster.yml:8:96: mail.records[0].name: `elsewhere.org` is not in the zone `example.com`',
      '    write a name that ends with `.example.com`',
      'cluster/cluster.yml:8:154: mail.records[1].name: `elsewhere.org` is not in the zone `example.com`',
      '    write a name that ends with `.example.com`',
      'cluster/cluster.yml:8:154: mail.records[1].name: `elsewhere.org` has a second SPF record',
      '    merge them into one',
    ],
  },
];
