import * as z from 'zod';
import { COMMON_SIZES, IMAGES, SIZE } from '../digitalocean.ts';
import { nearest, show } from '../problem.ts';
import { HOST_NAME } from './names.ts';
import { VPN_ADDRESS } from './network.ts';
import { about, type TextRule, text } from './text.ts';

const DROPLET_SIZE: TextRule = {
  description: 'DigitalOcean size slug: https://slugs.do-api.dev',
  example: 's-1vcpu-1gb',
  pattern: SIZE,
  noun: 'a droplet size',
  remedy: 'a size slug',
  judge: (size) => {
    const meant = SIZE.test(size) ? undefined : nearest(size, COMMON_SIZES);
    return meant === undefined
      ? undefined
      : { message: `${show(size)} is not a droplet size`, remedy: `did you mean ${show(meant)}?` };
  },
};

/** The keys of one host. */
export const hostSchema = z
  .strictObject({
    primary: z
      .boolean()
      .default(false)
      .meta({
        description: 'True for the one host that runs the database, the shared folder and the VPN server.',
        examples: [true],
      }),
    size: text(DROPLET_SIZE).default(DROPLET_SIZE.example),
    image: z
      .enum(IMAGES)
      .optional()
      .meta(about("The image of this host's droplet. Default: the cluster's.", 'debian-13-x64')),
    vpn: text(VPN_ADDRESS).optional(),
  })
  .meta({ examples: [{ size: DROPLET_SIZE.example }] });

/** `cluster/regions/<slug>.yml`. A separate rule checks host names, so a bad name does not hide a bad body. */
export const regionSchema = z
  .strictObject({
    hosts: z.record(z.string(), hostSchema.nullable()).meta({
      description: 'The hosts of this region, by name. `host-04:` alone takes every default.',
      examples: [{ 'host-04': { size: DROPLET_SIZE.example } }],
      propertyNames: { pattern: HOST_NAME.pattern.source, description: HOST_NAME.description },
      minProperties: 1,
    }),
  })
  .meta({ title: 'A region of the cluster' });

export type RegionYaml = z.infer<typeof regionSchema>;
