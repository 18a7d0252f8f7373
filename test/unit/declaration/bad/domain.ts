import { type BadCase, CLUSTER, edit, extra } from '../good.ts';

export const domainCases: readonly BadCase[] = [
  {
    mistake: 'a domain with a scheme',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: https://test.example.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `https://test.example.com` is a URL',
      '    write only the name: `test.example.com`',
    ],
  },
  {
    mistake: 'a domain with a port and a path',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: test.example.com:8080/blog'),
    report: [
      'cluster/cluster.yml:2:9: domain: `test.example.com:8080/blog` is a URL',
      '    write only the name: `test.example.com`',
    ],
  },
  {
    mistake: 'a domain with an underscore',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: my_test.example.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `my_test.example.com` has an underscore',
      '    write `my-test.example.com`',
    ],
  },
  {
    mistake: 'a domain with a trailing dot',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: test.example.com.'),
    report: [
      'cluster/cluster.yml:2:9: domain: `test.example.com.` ends with a dot',
      '    write `test.example.com`',
    ],
  },
  {
    mistake: 'a domain with upper case',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: Test.Example.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `Test.Example.com` has upper-case letters',
      '    write `test.example.com`',
    ],
  },
  {
    mistake: 'a domain with an umlaut',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: bücher.example.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `bücher.example.com` is not ASCII',
      '    write `xn--bcher-kva.example.com`',
    ],
  },
  {
    mistake: 'a domain with a label too long',
    files: edit(
      CLUSTER,
      'domain: test.example.com',
      'domain: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com',
    ),
    report: [
      'cluster/cluster.yml:2:9: domain: the part `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` has 64 characters',
      '    choose a name of at most 63',
    ],
  },
  {
    mistake: 'a domain too long',
    files: edit(
      CLUSTER,
      'domain: test.example.com',
      'domain: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com',
    ),
    report: [
      'cluster/cluster.yml:2:9: domain: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` has 194 characters',
      '    choose a name of at most 189',
    ],
  },
  {
    mistake: 'a domain that is a single label',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: localhost'),
    report: [
      'cluster/cluster.yml:2:9: domain: `localhost` has no dot',
      '    write the whole name, e.g. `blog.example.com`',
    ],
  },
  {
    mistake: 'a domain with an empty label',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: test..example.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `test..example.com` is not a domain name',
      '    write lower-case letters, digits and hyphens in labels separated by dots, e.g. `blog.example.com`',
    ],
  },
  {
    mistake: 'a domain with a label that begins with a hyphen',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: -test.example.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `-test.example.com` is not a domain name',
      '    write lower-case letters, digits and hyphens in labels separated by dots, e.g. `blog.example.com`',
    ],
  },
  {
    mistake: 'a domain that is a wildcard',
    files: edit(CLUSTER, 'domain: test.example.com', "domain: '*.example.com'"),
    report: [
      'cluster/cluster.yml:2:9: domain: `*.example.com` is not a domain name',
      '    write lower-case letters, digits and hyphens in labels separated by dots, e.g. `blog.example.com`',
    ],
  },
  {
    mistake: 'a domain that is an address',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: 192.0.2.1'),
    report: [
      'cluster/cluster.yml:2:9: domain: `192.0.2.1` is not a domain name',
      '    write lower-case letters, digits and hyphens in labels separated by dots, e.g. `blog.example.com`',
    ],
  },
  {
    mistake: 'a domain outside its zone',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: test.example.org'),
    report: [
      'cluster/cluster.yml:2:9: domain: `test.example.org` is not in the zone `example.com`',
      '    write a name that ends with `.example.com`, or the zone that `test.example.org` is in',
    ],
  },
  {
    mistake: 'a domain that only ends like its zone',
    files: edit(CLUSTER, 'domain: test.example.com', 'domain: badexample.com'),
    report: [
      'cluster/cluster.yml:2:9: domain: `badexample.com` is not in the zone `example.com`',
      '    write a name that ends with `.example.com`, or the zone that `badexample.com` is in',
    ],
  },
  {
    mistake: 'a malformed zone, from which nothing is concluded',
    files: edit(CLUSTER, 'zone: example.com', 'zone: example.com.'),
    report: ['cluster/cluster.yml:3:7: zone: `example.com.` ends with a dot', '    write `example.com`'],
  },
  {
    mistake: 'a CAA that is a URL',
    files: extra('dns: { caa: [https://letsencrypt.org] }'),
    report: [
      'cluster/cluster.yml:8:14: dns.caa[0]: `https://letsencrypt.org` is a URL',
      '    write only the name: `letsencrypt.org`',
    ],
  },
  {
    mistake: 'a cluster name with spaces',
    files: edit(CLUSTER, 'name: example', 'name: my cluster'),
    report: [
      'cluster/cluster.yml:1:7: name: `my cluster` is not a cluster name',
      '    write 1 to 32 lower-case letters, digits and hyphens, starting with a letter, e.g. `example`',
    ],
  },
  {
    mistake: 'a cluster name too long',
    files: edit(CLUSTER, 'name: example', 'name: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'),
    report: [
      'cluster/cluster.yml:1:7: name: `nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn` is not a cluster name',
      '    write 1 to 32 lower-case letters, digits and hyphens, starting with a letter, e.g. `example`',
    ],
  },
  {
    mistake: 'a redirect from the domain itself',
    files: extra('redirect-from: [test.example.com]'),
    report: [
      'cluster/cluster.yml:8:17: redirect-from[0]: `test.example.com` is the domain itself',
      '    remove it from the list',
    ],
  },
  {
    mistake: 'a redirect from a name that already redirects',
    files: extra('redirect-from: [www.test.example.com]'),
    report: [
      'cluster/cluster.yml:8:17: redirect-from[0]: `www.test.example.com` redirects to the domain already',
      '    remove it from the list',
    ],
  },
  {
    mistake: 'a redirect from a host’s own name',
    files: extra('redirect-from: [host-01.test.example.com]'),
    report: [
      'cluster/cluster.yml:8:17: redirect-from[0]: `host-01.test.example.com` is the name of a host',
      '    remove it from the list',
    ],
  },
  {
    mistake: 'a redirect from another zone',
    files: extra('redirect-from: [example.org]'),
    report: [
      'cluster/cluster.yml:8:17: redirect-from[0]: `example.org` is not in the zone `example.com`',
      '    remove it from the list',
    ],
  },
  {
    mistake: 'a redirect listed twice',
    files: extra('redirect-from: [old.example.com, old.example.com]'),
    report: [
      'cluster/cluster.yml:8:34: redirect-from[1]: `old.example.com` is listed twice',
      '    remove it from the list',
    ],
  },
  {
    mistake: 'a redirect from a URL',
    files: extra('redirect-from: [https://old.example.com/]'),
    report: [
      'cluster/cluster.yml:8:17: redirect-from[0]: `https://old.example.com/` is a URL',
      '    write only the name: `old.example.com`',
    ],
  },
];
