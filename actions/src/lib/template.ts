/**
 * Text with holes. Roles write files as templates in which secrets, and facts not known before a droplet exists, are
 * tokens; so a plan can hash, compare and show them without holding one secret value. Only apply
 * fills the holes, in memory, on the way to the host.
 */
export type Template = string;

const TOKEN = /⟦(secret|fact):([^⟧]+)⟧/g;

/**
 * A hole for a derived secret, by its label and the generation it is of, e.g. `secret('database-password', 2)`: so a
 * raised generation is a changed template. Without a generation it is the declared one's, and no plan sees it change.
 */
export const secret = (label: string, generation?: number): Template =>
  `⟦secret:${label}${generation === undefined ? '' : `@${generation}`}⟧`;

/** A hole for a fact of a host that may not exist yet, e.g. `fact('host-04', 'vpnFingerprint')`. */
export const fact = (host: string, name: string): Template => `⟦fact:${host}/${name}⟧`;

/** Whether any secret is in it; then its filled content is never shown. */
export const hasSecrets = (template: Template): boolean => template.includes('⟦secret:');

/** Whether something in it is only known later. */
export const hasUnknowns = (template: Template): boolean => template.includes('⟦fact:');

/** For people: `[redacted, generation 2]` for secrets, `(known after create)` for facts. */
export const redact = (template: Template): string =>
  template.replace(TOKEN, (_, kind: string, name: string) =>
    kind === 'secret' ? redacted(name) : '(known after create)',
  );

function redacted(name: string): string {
  const [, generation] = name.split('@');
  return generation === undefined ? '[redacted]' : `[redacted, generation ${generation}]`;
}

/** Generations of the secrets in it, newest first; of one label's, where that is given. */
export function generationsIn(template: Template, label?: string): number[] {
  const found = [...template.matchAll(TOKEN)].flatMap(([, kind, name = '']) => {
    const [of, generation] = name.split('@');
    return kind === 'secret' && generation && (label ?? of) === of ? [Number(generation)] : [];
  });
  return [...new Set(found)].sort((a, b) => b - a);
}

/** The same text whatever generations its secrets are of. */
export const ageless = (template: Template): Template =>
  template.replace(TOKEN, (_, kind: string, name: string) => `⟦${kind}:${name.split('@')[0]}⟧`);

/** Fills every hole. `lookup` throws for a name it does not have. */
export const fill = (template: Template, lookup: (kind: 'secret' | 'fact', name: string) => string): string =>
  template.replace(TOKEN, (_, kind: 'secret' | 'fact', name: string) => lookup(kind, name));
