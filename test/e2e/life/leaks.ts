import { PASSWORDS } from '../../../actions/src/hosts/roles/index.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { ACME_ACCOUNT_KEY } from '../../../actions/src/secrets/secrets.ts';
import type { World } from './world.ts';

/** Every secret value of a cluster's life, by its kind. For keys, each line that holds a part of the private key. */
export function secretsOf({ cloud: { environment }, secrets }: World, hosts: readonly string[]) {
  const labels = [...PASSWORDS, ACME_ACCOUNT_KEY];
  const given = Object.entries({
    token: environment.DIGITALOCEAN_TOKEN,
    'plan token': environment.DIGITALOCEAN_READ_TOKEN,
    'cluster secret': environment.CLUSTER_SECRET,
    'mail password': environment.MAIL_PASSWORD,
  }).map(([name, value]) => [name, new Secret(value)] as const);
  const all = [
    ...given,
    ['deploy key', secrets.deployKey.privateKey] as const,
    ['plan key', secrets.planKey.privateKey] as const,
    ...hosts.map((host) => [`host key of ${host}`, secrets.hostKey(host).privateKey] as const),
    ...labels.map((label) => [label, secrets.value(label)] as const),
  ];
  return new Map(all.map(([name, secret]) => [name, partsOf(secret.reveal())]));
}

/** The first two lines of an SSH key are the same in all keys, or hold the public half. */
function partsOf(value: string): readonly string[] {
  const lines = value.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  return value.includes('OPENSSH') ? lines.slice(2) : lines;
}

/** Where secrets occur, as `<kind>: <secret>`: in plain text, or in base64 at any offset. */
export function leaks(
  texts: Readonly<Record<string, string>>,
  secrets: ReadonlyMap<string, readonly string[]>,
): string[] {
  return Object.entries(texts).flatMap(([kind, text]) =>
    [...secrets]
      .filter(([, parts]) => parts.some((part) => formsOf(part).some((form) => text.includes(form))))
      .map(([name]) => `${kind}: ${name}`),
  );
}

const formsOf = (value: string): readonly string[] => [
  value,
  ...[0, 1, 2].flatMap((before) => [base64(value, before, 'base64'), base64(value, before, 'base64url')]),
];

/** The part of a value's base64 form that does not depend on the bytes around it: three bytes are four characters. */
function base64(value: string, before: number, encoding: 'base64' | 'base64url'): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
  const whole = bytes.subarray(before === 0 ? 0 : 3, bytes.length - (bytes.length % 3));
  return whole.toString(encoding);
}
