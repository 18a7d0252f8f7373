import * as z from 'zod';
import { IMAGES, LOWEST_TTL } from '../digitalocean.ts';
import { alerts } from './alerts.ts';
import { certificate, https } from './https.ts';
import { mail } from './mail.ts';
import {
  CERTIFICATE_AUTHORITY,
  CLUSTER_NAME,
  DATABASE_NAME,
  DATABASE_USER,
  FORMER_DOMAIN,
  HOST_NAME,
  SITE_DOMAIN,
  ZONE,
} from './names.ts';
import { DEFAULT_SUBNET, SSH_RANGE, VPN_SUBNET } from './network.ts';
import { php } from './php.ts';
import { wordpress } from './site.ts';
import { about, text } from './text.ts';

const DAY_SECONDS = 86_400;

const vpn = z
  .strictObject({ subnet: text(VPN_SUBNET).default(DEFAULT_SUBNET) })
  .prefault({})
  .meta({ description: 'The private network between the hosts.' });

const ssh = z
  .strictObject({
    from: z
      .array(text(SSH_RANGE))
      .min(1)
      .default(['0.0.0.0/0', '::/0'])
      .meta(
        about(
          "The address ranges that may connect to port 22. GitHub's runners have changing addresses: keep the default unless you run your own.",
          ['203.0.113.0/24'],
        ),
      ),
  })
  .prefault({})
  .meta({ description: 'SSH access to the hosts.' });

const database = z
  .strictObject({
    topology: z
      .enum(['single', 'cluster'])
      .default('single')
      .meta(
        about(
          '`single`: MariaDB on the primary. `cluster`: on several hosts, so that any one of them may fail. You can change it on a running site.',
          'single',
        ),
      ),
    members: z
      .array(text(HOST_NAME))
      .min(1)
      .optional()
      .meta(
        about(
          'The hosts that hold the database of a `cluster`: the primary and up to six others, best three or five in all. The other web hosts ask the nearest of them. Default: all hosts up to five; of more, the primary and one web host of each region, an odd number.',
          ['sql', 'host-01', 'host-02'],
        ),
      ),
    name: text(DATABASE_NAME).default('wordpress'),
    user: text(DATABASE_USER).default('wordpress'),
  })
  .prefault({})
  .meta({ description: "WordPress's database." });

const dns = z
  .strictObject({
    ttl: z
      .int()
      .min(LOWEST_TTL)
      .max(DAY_SECONDS)
      .default(60)
      .meta(
        about(
          'Time to live of DNS records in seconds: how long a host that leaves the rotation still gets requests.',
          60,
        ),
      ),
    caa: z
      .array(text(CERTIFICATE_AUTHORITY))
      .min(1)
      .default(['letsencrypt.org'])
      .meta(
        about('The certificate authorities that may issue certificates for the site.', ['letsencrypt.org']),
      ),
  })
  .prefault({})
  .meta({ description: "The site's DNS records." });

/** `cluster/cluster.yml`. */
export const clusterSchema = z
  .strictObject({
    name: text(CLUSTER_NAME),
    domain: text(SITE_DOMAIN),
    'redirect-from': z
      .array(text(FORMER_DOMAIN))
      .default([])
      .meta(about('Names that redirect to the domain, e.g. its previous name.', [FORMER_DOMAIN.example])),
    zone: text(ZONE),
    image: z
      .enum(IMAGES)
      .default('debian-13-x64')
      .meta(about('The image of new droplets. A change does not affect existing droplets.', 'debian-13-x64')),
    vpn,
    ssh,
    'protect-primary': z
      .boolean()
      .default(true)
      .meta(about('Whether to refuse a plan that replaces or deletes the primary.', true)),
    database,
    wordpress,
    php,
    dns,
    certificate,
    https,
    alerts,
    mail,
    generation: z.int().min(1).default(1).meta(about('Raise it by one to rotate every password and key.', 1)),
  })
  .meta({ title: 'The cluster' });

export type ClusterYaml = z.infer<typeof clusterSchema>;
