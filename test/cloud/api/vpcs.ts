import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';
import { found } from './errors.ts';
import type { Vpc } from './model.ts';
import { page } from './paging.ts';
import { timestamp } from './wire.ts';

/** `/v2/vpcs`: the default network of each region. */
export function vpcRoutes(api: FastifyInstance, { data }: Account): void {
  api.get('/v2/vpcs', async (request) => page(request, 'vpcs', data.vpcs.map(vpcView)));
  api.get<{ Params: { id: string } }>('/v2/vpcs/:id', async ({ params }) => ({
    vpc: vpcView(found(data.vpcs.find(({ id }) => id === params.id))),
  }));
}

const vpcView = ({ id, region, prefix, bornAt }: Vpc) => ({
  id,
  urn: `do:vpc:${id}`,
  name: `default-${region}`,
  description: '',
  region,
  ip_range: `${prefix}.0.0/20`,
  created_at: timestamp(bornAt),
  default: true,
});
