import type { FastifyRequest } from 'fastify';
import { type Caller, isJob, type Tokens } from '../actors.ts';
import type { Hub } from '../hub.ts';
import { type Access, opens } from '../workflow/permissions.ts';
import { forbidden, GitHubError } from './errors.ts';

/** `<scope>:<access>`, e.g. `issues:write`. */
export type Need = `${string}:${Access}`;

/** @throws 401 if the token is missing, unknown or expired. */
export function callerOf(tokens: Tokens, { headers }: FastifyRequest): Caller {
  const [, token = ''] = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const caller = tokens.find(token);
  if (!caller) throw new GitHubError(401, token === '' ? 'Requires authentication' : 'Bad credentials');
  return caller;
}

/** Git sends a token as the password, or as the user. */
export function basicCallerOf(tokens: Tokens, { headers }: FastifyRequest): Caller | undefined {
  const [, encoded = ''] = /^basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [user = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  return tokens.find(password) ?? tokens.find(user);
}

/** @throws 403 for a job, because the organization does not list the address of its runner. */
export function demandListedAddress(
  { features, owner }: Pick<Hub, 'features' | 'owner'>,
  caller: Caller,
): void {
  if (features.ipAllowList && isJob(caller))
    throw forbidden(
      `Although you appear to have the correct authorization credentials, the \`${owner.login}\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`,
    );
}

/** @throws 403 if the caller has none of the sufficient permissions. */
export function demand({ permissions }: Caller, ...needs: readonly Need[]): void {
  const isOpen = needs.some((need) => {
    const [scope = '', access] = need.split(':');
    return opens(permissions, scope, access as Access);
  });
  if (!isOpen) throw forbidden();
}
