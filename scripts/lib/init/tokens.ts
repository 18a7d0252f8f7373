import { checkToken, type Right } from '../../../actions/src/cloud/digitalocean/rights.ts';
import { messageOf } from '../../../actions/src/lib/failure.ts';

/** A DigitalOcean token from the environment. */
export interface Token {
  readonly variable: 'DIGITALOCEAN_TOKEN' | 'DIGITALOCEAN_READ_TOKEN';
  readonly value: string;
  /** Whether it can read everything that a cluster consists of. */
  readonly canRead: boolean;
  /** Why it must not be stored. */
  readonly fault?: string;
}

interface Checked {
  readonly tokens: readonly Token[];
  /** Undefined if no token could read it. */
  readonly hasZone: boolean | undefined;
}

/** Checks the tokens in the environment: one must have every scope that a cluster needs, the other must only read. */
export async function checkTokens(zone: string): Promise<Checked> {
  const seen = await Promise.all([
    checked('DIGITALOCEAN_TOKEN', zone, missingScopes),
    checked(
      'DIGITALOCEAN_READ_TOKEN',
      zone,
      (rights) => extraScopes(rights) ?? missingScopes(rights.filter(({ writes }) => !writes)),
    ),
  ]);
  return {
    tokens: seen.flatMap(({ token }) => token ?? []),
    hasZone: seen.map(({ hasZone }) => hasZone).find((known) => known !== undefined),
  };
}

async function checked(
  variable: Token['variable'],
  zone: string,
  faultIn: (rights: readonly Right[]) => string | undefined,
): Promise<{ token?: Token; hasZone?: boolean }> {
  const value = process.env[variable]?.trim();
  if (!value) return {};
  try {
    const { rights, hasZone } = await checkToken(
      { token: value, endpoint: process.env.DIGITALOCEAN_API_URL },
      zone,
    );
    return {
      token: {
        variable,
        value,
        canRead: rights.every(({ writes, allowed }) => writes || allowed),
        fault: faultIn(rights),
      },
      hasZone,
    };
  } catch (error) {
    throw new Error(`${variable} could not be checked: ${messageOf(error)}`);
  }
}

const scopes = (rights: readonly Right[]): string =>
  [...new Set(rights.map(({ scope }) => scope))].join(', ');

function missingScopes(rights: readonly Right[]): string | undefined {
  const missing = rights.filter(({ allowed }) => !allowed);
  return missing.length === 0
    ? undefined
    : `lacks ${scopes(missing)}. Create another token with these scopes.`;
}

function extraScopes(rights: readonly Right[]): string | undefined {
  const extra = rights.filter(({ writes, allowed }) => writes && allowed);
  return extra.length === 0
    ? undefined
    : `can write (${scopes(extra)}), but every pull request's plan holds it. Create a token with read access only.`;
}
