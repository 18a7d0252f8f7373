import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Account, listed } from './account.ts';
import { found, parse, unprocessable } from './errors.ts';
import type { SshKey } from './model.ts';
import { page } from './paging.ts';

const KeyName = z.string("Name can't be blank").trim().min(1, "Name can't be blank").max(255);
const NewKey = z.object({ name: KeyName, public_key: z.string("Key can't be blank").trim() });

interface ById {
  Params: { id: string };
}

/** `/v2/account/keys`: a key has an id and a fingerprint, and either finds it. */
export function sshKeyRoutes(api: FastifyInstance, account: Account): void {
  const named = (id: string) => found(keyBy(account, id));

  api.get('/v2/account/keys', async (request) =>
    page(request, 'ssh_keys', listed(account, account.data.keys).map(keyView)),
  );
  api.post('/v2/account/keys', async (request, reply) => {
    const key = newKey(account, parse(NewKey, request.body));
    account.data.keys.push(key);
    return reply.code(201).send({ ssh_key: keyView(key) });
  });
  api.get<ById>('/v2/account/keys/:id', async ({ params }) => ({ ssh_key: keyView(named(params.id)) }));
  api.put<ById>('/v2/account/keys/:id', async ({ params, body }) => {
    const key = named(params.id);
    key.name = parse(z.object({ name: KeyName }), body).name;
    return { ssh_key: keyView(key) };
  });
  api.delete<ById>('/v2/account/keys/:id', async ({ params }, reply) => {
    const key = named(params.id);
    account.data.keys = account.data.keys.filter((other) => other !== key);
    return reply.code(204).send();
  });
}

export const keyBy = (account: Account, id: string): SshKey | undefined =>
  account.data.keys.find((key) => String(key.id) === id || key.fingerprint === id);

/** DigitalOcean keeps the line unchanged, including the comment, but distinguishes keys by their blob. */
function newKey(account: Account, { name, public_key }: z.infer<typeof NewKey>): SshKey {
  const fingerprint = fingerprintOf(public_key);
  if (keyBy(account, fingerprint)) throw unprocessable('SSH Key is already in use on your account');
  return { id: account.nextId(), name, publicKey: public_key, fingerprint, bornAt: account.now() };
}

function fingerprintOf(line: string): string {
  const [type = '', encoded = ''] = line.split(/\s+/);
  const blob = Buffer.from(encoded, 'base64');
  if (!type || !blob.subarray(4).toString('latin1').startsWith(type))
    throw unprocessable('Key invalid, key should be of the format `ssh-keytype key comment`');
  const digest = createHash('md5').update(blob).digest('hex');
  return digest.replace(/(..)(?=.)/g, '$1:');
}

const keyView = ({ id, fingerprint, publicKey, name }: SshKey) => ({
  id,
  fingerprint,
  public_key: publicKey,
  name,
});
