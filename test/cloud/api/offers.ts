import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from './account.ts';
import type { AccountState } from './account-state.ts';
import { REGIONS, SIZES } from './catalogue.ts';
import { found } from './errors.ts';
import { page } from './paging.ts';
import { baseImages, type ImageView, regionView, sizeView, snapshotView } from './wire.ts';

/** `/v2/regions`, `/v2/sizes`, `/v2/images`, `/v2/snapshots`: what droplets can be created from. */
export function offerRoutes(api: FastifyInstance, account: Account): void {
  const state = () => account.knobs.accountState;
  const regions = () => REGIONS.map(regionView).map((region) => regionNow(region, state()));
  const sizes = () => SIZES.map(sizeView).map((size) => sizeNow(size, state()));
  const images = () => [
    ...baseImages().filter(({ slug }) => !state().goneImages.includes(slug)),
    ...account.data.snapshots.map(snapshotView),
  ];

  api.get('/v2/regions', async (request) => page(request, 'regions', regions()));
  api.get('/v2/sizes', async (request) => page(request, 'sizes', sizes()));
  api.get<ImageQuery>('/v2/images', async (request) => page(request, 'images', filtered(images(), request)));
  api.get<{ Params: { id: string } }>('/v2/images/:id', async ({ params }) => ({
    image: found(images().find(({ id, slug }) => String(id) === params.id || slug === params.id)),
  }));
  api.get('/v2/snapshots', async (request) =>
    page(request, 'snapshots', account.data.snapshots.map(snapshotView)),
  );
}

type RegionView = ReturnType<typeof regionView>;
const regionNow = (region: RegionView, { closedRegions, withoutIpv6 }: AccountState): RegionView => ({
  ...region,
  ...(closedRegions.includes(region.slug) ? { available: false, sizes: [] } : {}),
  features: region.features.filter((feature) => feature !== 'ipv6' || !withoutIpv6.includes(region.slug)),
});

type SizeView = ReturnType<typeof sizeView>;
const sizeNow = (size: SizeView, { closedRegions, goneSizes }: AccountState): SizeView => ({
  ...size,
  available: !goneSizes.includes(size.slug),
  regions: goneSizes.includes(size.slug) ? [] : size.regions.filter((slug) => !closedRegions.includes(slug)),
});

interface ImageQuery {
  Querystring: { type?: string; private?: string; tag_name?: string };
}

/** `type=distribution` means public images. It has nothing to do with the attribute `type`. */
function filtered(images: readonly ImageView[], { query }: FastifyRequest<ImageQuery>): readonly ImageView[] {
  if (query.tag_name !== undefined) return images.filter(({ tags }) => tags.includes(query.tag_name ?? ''));
  if (query.private === 'true') return images.filter((image) => !image.public);
  if (query.type === 'distribution') return images.filter((image) => image.public);
  return query.type === 'application' ? [] : images;
}
