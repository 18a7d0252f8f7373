import { z } from 'zod';
import type { Account } from './account.ts';
import type { AccountState } from './account-state.ts';
import { type CatalogueSize, REGIONS } from './catalogue.ts';
import { parse, unprocessable } from './errors.ts';
import type { Vpc } from './model.ts';
import { keyBy } from './ssh-keys.ts';
import { TagName } from './tags.ts';
import { baseImages, isBootable, sizeBySlug, sizeView } from './wire.ts';

const USER_DATA_LIMIT = 64 * 1024;
const NAMES_LIMIT = 10;

export const HostName = z
  .string("Name can't be blank")
  .max(255)
  .regex(
    /^[a-zA-Z0-9]?[a-z0-9A-Z.-]*[a-z0-9A-Z]$/,
    'Only valid hostnames are allowed. (a-z, A-Z, 0-9, . and -)',
  );

const Choice = z.boolean().nullish().transform(Boolean);
const UserData = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= USER_DATA_LIMIT, 'is too long (64 KiB)');

const Body = z.object({
  name: HostName.optional(),
  names: z.array(HostName).min(1).max(NAMES_LIMIT, 'Up to ten Droplets may be created at a time').optional(),
  region: z.string().nullish(),
  size: z.string('You specified an invalid size for Droplet creation.'),
  image: z
    .union([z.string(), z.number()], 'You specified an invalid image for Droplet creation.')
    .transform(String),
  ssh_keys: z.array(z.coerce.string()).nullish(),
  backups: Choice,
  ipv6: Choice,
  monitoring: Choice,
  tags: z.array(TagName).nullish(),
  user_data: UserData.nullish(),
  vpc_uuid: z.string().nullish(),
});

/** A creation request, with every name resolved in the catalogue and the account. */
export interface DropletRequest {
  readonly names: readonly string[];
  readonly region: string;
  readonly size: CatalogueSize;
  readonly image: string;
  readonly publicKeys: readonly string[];
  readonly backups: boolean;
  readonly ipv6: boolean;
  readonly monitoring: boolean;
  readonly tags: readonly string[];
  readonly userData: string;
  readonly vpc: Vpc;
}

/** @throws 422, in DigitalOcean's words, for the first name that does not exist. */
export function dropletRequest(account: Account, body: unknown): DropletRequest {
  const { names, name, tags, user_data, backups, ipv6, monitoring, ...asked } = parse(Body, body);
  const { accountState } = account.knobs;
  const region = regionFor(asked.region ?? '', accountState);
  const request = {
    names: names ?? (name === undefined ? [] : [name]),
    region,
    size: sizeFor(asked.size, region, accountState),
    image: imageFor(account, asked.image),
    publicKeys: publicKeysFor(account, asked.ssh_keys ?? []),
    vpc: vpcFor(account, region, asked.vpc_uuid),
    tags: tags ?? [],
    userData: user_data ?? '',
  };
  if (request.names.length === 0) throw unprocessable("Name can't be blank");
  return { ...request, backups, ipv6, monitoring };
}

/** `nyc` means any open region of New York. An empty value means any open region. */
function regionFor(asked: string, { closedRegions }: AccountState): string {
  const candidates = REGIONS.filter(({ slug }) => slug.startsWith(asked));
  if (candidates.length === 0) throw unprocessable('You specified an invalid region for Droplet creation.');
  const open = candidates.find(({ slug, closed }) => !closed && !closedRegions.includes(slug));
  if (!open) throw unprocessable('Region is not available');
  return open.slug;
}

function sizeFor(slug: string, region: string, { goneSizes, restrictedSizes }: AccountState): CatalogueSize {
  const size = sizeBySlug(slug);
  if (!size || goneSizes.includes(slug))
    throw unprocessable('You specified an invalid size for Droplet creation.');
  if (restrictedSizes.includes(slug))
    throw unprocessable('This size is currently restricted please send an additional payment to unlock.');
  if (!sizeView(size).regions.includes(region)) throw unprocessable('Size is not available in this region.');
  return size;
}

function imageFor({ data, knobs }: Account, asked: string): string {
  const image = baseImages().find(({ id, slug }) => slug === asked || String(id) === asked);
  if (image && knobs.accountState.goneImages.includes(image.slug))
    throw unprocessable('You specified an invalid image for Droplet creation.');
  if (image && isBootable(image.slug)) return image.slug;
  if (image) throw unprocessable(`The local cloud cannot boot ${image.slug}: use debian-13-x64`);
  if (data.snapshots.some(({ id }) => String(id) === asked))
    throw unprocessable('The local cloud keeps no disks of snapshots: use debian-13-x64');
  throw unprocessable('You specified an invalid image for Droplet creation.');
}

function publicKeysFor(account: Account, asked: readonly string[]): readonly string[] {
  const unknown = asked.filter((id) => !keyBy(account, id));
  if (unknown.length > 0)
    throw unprocessable(`${unknown.join(', ')} are invalid key identifiers for Droplet creation.`);
  return asked.flatMap((id) => keyBy(account, id)?.publicKey ?? []);
}

function vpcFor({ data }: Account, region: string, asked: string | null | undefined): Vpc {
  const vpc = data.vpcs.find((other) => other.region === region && (asked ?? other.id) === other.id);
  if (!vpc) throw unprocessable('You specified an invalid VPC for Droplet creation.');
  return vpc;
}
