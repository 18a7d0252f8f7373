import type { Declaration, HostDeclaration } from '../../declaration/declaration.ts';
import { generationsIn } from '../../lib/template.ts';
import { generationsUpTo } from '../../secrets/generations.ts';
import type { Facts } from '../model/facts.ts';
import type { Accepted, RoleName } from '../model/role.ts';
import { ROLES } from './index.ts';
import { AUTHORIZED_KEYS } from './shared.ts';

/** From this follows which hosts still use which secrets. */
export interface SecretUse {
  readonly facts: Readonly<Record<string, Facts | undefined>>;
  /** Hosts that exist, known or not. */
  readonly present: readonly string[];
  /** Generation of the deploy key that opened each host; undefined if no known one did. */
  readonly opened: Readonly<Record<string, number | undefined>>;
}

/** A password with its two ends: the role with the server that accepts it, and the role with the client that logs in with it. */
const CREDENTIALS = ROLES.flatMap((server) =>
  ROLES.flatMap((client) =>
    server.accepts && client.logsIn?.secret === server.accepts.secret
      ? [{ ...server.accepts, server, client: { name: client.name, file: client.logsIn.file } }]
      : [],
  ),
);
type Credential = (typeof CREDENTIALS)[number];

export function acceptedOn(host: HostDeclaration, declaration: Declaration, use: SecretUse): Accepted {
  const { generation } = declaration;
  const within = (found: readonly (number | undefined)[]) =>
    generationsUpTo(generation).filter((one) => one === generation || found.includes(one));
  const served = CREDENTIALS.filter(({ server }) => server.on(host, declaration));
  return {
    keys: within(earlierKeys(host.name, generation, use)),
    passwords: Object.fromEntries(
      served.map((credential) => [credential.secret, within(passwordsInUse(credential, host.name, use))]),
    ),
  };
}

/** A key is removed only after a newer one has opened the host, so no step of any run locks us out. */
function earlierKeys(host: string, generation: number, { facts, opened }: SecretUse) {
  const text = facts[host]?.manifest?.roles.base?.files[AUTHORIZED_KEYS]?.text ?? '';
  const listed = generationsIn(text);
  const by = opened[host];
  // The plan's key has no known generation: a plan trusts that a listed key works.
  const proven = by === generation || (by === undefined && listed.includes(generation));
  return proven ? [] : [...listed, by];
}

/** A host that does not answer may use any password that the server accepts now. */
function passwordsInUse(credential: Credential, server: string, { facts, present }: SecretUse) {
  const used = present.map((name) => passwordOfClient(credential, facts[name]));
  const unknown = used.some((generation) => generation === undefined);
  return [
    ...used.flatMap((found) => found ?? []),
    ...(unknown ? passwordsOfServer(credential, facts[server]) : []),
  ];
}

/** Generations in the client's file, if the host has it as applied; undefined if that is not known. */
function passwordOfClient({ secret, client }: Credential, facts: Facts | undefined) {
  if (facts === undefined) return undefined;
  const { files, unfinished = [] } = facts.manifest?.roles[client.name] ?? {};
  const applied = files?.[client.file];
  if (applied === undefined) return [];
  const inService = unfinished.length === 0 && facts.files[client.file]?.sha256 === applied.content;
  return inService ? generationsIn(applied.text, secret) : undefined;
}

/** Generations of the passwords that the server was last given. */
const passwordsOfServer = ({ server, command }: Credential, facts: Facts | undefined): readonly number[] =>
  facts?.manifest?.roles[server.name]?.commands[command]?.generations ?? [];

/**
 * Roles of a host that must not change to the password of that generation yet: they log in with another one, and it is not
 * certain that their server accepts this one.
 */
export const waitingRoles = (
  facts: { readonly client: Facts | undefined; readonly server: Facts | undefined },
  generation: number,
): { role: RoleName; secret: string }[] =>
  CREDENTIALS.filter(
    (credential) =>
      !acceptsPassword(credential, facts.server, generation) &&
      (passwordOfClient(credential, facts.client) ?? [0]).some((used) => used !== generation),
  ).map(({ client, secret }) => ({ role: client.name, secret }));

function acceptsPassword(credential: Credential, facts: Facts | undefined, generation: number): boolean {
  const { server, command } = credential;
  return (
    facts?.commands[`${server.name}/${command}`] === true &&
    (facts.manifest?.roles[server.name]?.unfinished ?? []).length === 0 &&
    passwordsOfServer(credential, facts).includes(generation)
  );
}
