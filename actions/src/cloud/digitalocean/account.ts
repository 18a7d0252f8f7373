import type { createApiClient } from 'dots-wrapper';
import { Failure } from '../../lib/failure.ts';
import type { AccountState, Allowance, Image, Region, Size } from '../allowance.ts';
import { hasStatus } from './errors.ts';
import type { Call } from './retry.ts';
import { listAll, PER_PAGE } from './wire.ts';

interface Asker {
  readonly api: ReturnType<typeof createApiClient>;
  readonly call: Call;
}

export async function readAccount({ api, call }: Asker): Promise<AccountState> {
  const send = () => api.account.getAccount();
  const { account } = await call({ doing: 'read the account', scope: 'account:read', send });
  const { droplet_limit: dropletLimit, status, status_message: message } = account;
  const known = status === 'locked' || status === 'warning' ? status : 'active';
  return { dropletLimit, status: known, message: message ?? '' };
}

/** DigitalOcean sends e-mail only to verified addresses of the account. */
export async function recipients(
  { api, call }: Asker,
  email: string | undefined,
  existing: readonly string[],
): Promise<readonly string[]> {
  if (email !== undefined) return [email];
  if (existing.length > 0) return existing;
  const send = () => api.account.getAccount();
  const { account } = await call({ doing: "read the account's address", scope: 'account:read', send });
  if (account.email_verified) return [account.email];
  throw new Failure({
    what: `DigitalOcean has not verified the account's e-mail address ${account.email}, so it would not send e-mail there`,
    remedy:
      'Follow the link in its e-mail, or declare another address of the account under `alerts.email`; then apply again.',
  });
}

/** A token with custom scopes may not be able to read these. The plan then cannot check them in advance. */
export async function observeAllowance(client: Asker): Promise<Allowance> {
  const [account, regions, images] = await Promise.all([
    orForbidden(() => readAccount(client)),
    orForbidden(() => listRegions(client)),
    orForbidden(() => listImages(client)),
  ]);
  return { account, regions, images };
}

export async function listRegions({ api, call }: Asker): Promise<Region[]> {
  const regions = await listAll(call, {
    doing: 'list regions',
    scope: 'regions:read',
    page: (page) => api.region.listRegions({ page, per_page: PER_PAGE }),
    items: (body) => body.regions,
  });
  return regions.map(({ slug, available, features }) => ({
    slug,
    available,
    ipv6: features.includes('ipv6'),
  }));
}

async function listImages({ api, call }: Asker): Promise<Image[]> {
  const images = await listAll(call, {
    doing: 'list images',
    scope: 'image:read',
    page: (page) => api.image.listImages({ type: 'distribution', page, per_page: PER_PAGE }),
    items: (body) => body.images,
  });
  return images
    .filter(({ status }) => status === undefined || status === 'available')
    .flatMap(({ slug, regions, min_disk_size: minDiskGiB }) =>
      slug === null ? [] : [{ slug, regions, minDiskGiB }],
    );
}

async function orForbidden<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasStatus(error, 403)) return undefined;
    throw error;
  }
}

export async function listSizes({ api, call }: Asker): Promise<Size[]> {
  const sizes = await listAll(call, {
    doing: 'list sizes',
    scope: 'sizes:read',
    page: (page) => api.size.listSizes({ page, per_page: PER_PAGE }),
    items: (body) => body.sizes,
  });
  return sizes.map(({ slug, price_monthly, memory, disk, regions, available }) => ({
    slug,
    monthly: price_monthly,
    memoryMiB: memory,
    diskGiB: disk,
    regions: available ? regions : [],
  }));
}
