import type { Declaration, Mail } from '../../../actions/src/declaration/declaration.ts';

/** The declaration in `GOOD`, with every default filled in. Other tests start from it and override parts. */
export const DECLARED: Declaration = {
  cluster: 'example',
  domain: 'test.example.com',
  redirectFrom: [],
  zone: 'example.com',
  image: 'debian-13-x64',
  vpn: { subnet: '10.8.0.0/16' },
  ssh: { from: ['0.0.0.0/0', '::/0'] },
  protectPrimary: true,
  primary: { name: 'sql', kind: 'primary', region: 'nyc1', size: 's-1vcpu-1gb', vpnAddress: '10.8.0.1' },
  web: [
    { name: 'host-01', kind: 'web', region: 'nyc1', size: 's-1vcpu-1gb', vpnAddress: '10.8.114.115' },
    { name: 'host-02', kind: 'web', region: 'tor1', size: 's-1vcpu-1gb', vpnAddress: '10.8.83.124' },
  ],
  snippets: [],
  database: { topology: 'single', members: ['sql'], name: 'wordpress', user: 'wordpress' },
  wordpress: {
    version: '6.8.3',
    source: 'https://wordpress.org',
    title: 'A small fleet',
    admin: { user: 'admin', email: 'admin@example.com' },
    tablePrefix: 'wp_',
    plugins: [],
    themes: [],
  },
  php: { memory: 128, upload: 64, time: 300, extensions: [] },
  dns: { ttl: 60, caa: ['letsencrypt.org'] },
  certificate: { authority: 'letsencrypt', names: [] },
  alerts: { certificate: true, days: 7, down: true, hosts: { disk: 85, memory: 90, load: 4 } },
  https: { hsts: { maxAge: 15_768_000, subdomains: false, preload: false } },
  generation: 1,
};

export const RELAYED: Mail = {
  host: 'smtp.example.net',
  port: 2525,
  user: 'flotilla',
  from: 'site@example.com',
  generation: 1,
  records: [],
};
