/**
 * Text with holes. Roles write files as templates whose secrets, and facts not known before a droplet exists, are
 * tokens; so a plan can hash, compare and show them without holding one secret value (design rule 7). Only apply
 * fills the holes, in memory, on the way to the host.
 */
export type Template = string;

const TOKEN = /⟦(secret|fact):([^⟧]+)⟧/g;

/** A hole for a derived secret, by its label, e.g. `secret('database-password')`. */
export const secret = (label: string): Template => `⟦secret:${label}⟧`;

/** A hole for a fact of a host that may not exist yet, e.g. `fact('host-04', 'vpnFingerprint')`. */
export const fact = (host: string, name: string): Template => `⟦fact:${host}/${name}⟧`;

/** Whether any secret is in it; then its filled content is never shown. */
export const hasSecrets = (template: Template): boolean => template.includes('⟦secret:');

/** Whether something in it is only known later. */
export const hasUnknowns = (template: Template): boolean => template.includes('⟦fact:');

/** For people: `[redacted]` for secrets, `(known after create)` for facts. */
export const redact = (template: Template): string =>
  template.replace(TOKEN, (_, kind) => (kind === 'secret' ? '[redacted]' : '(known after create)'));

/** Fills every hole. `lookup` throws for a name it does not have. */
export const fill = (template: Template, lookup: (kind: 'secret' | 'fact', name: string) => string): string =>
  template.replace(TOKEN, (_, kind: 'secret' | 'fact', name: string) => lookup(kind, name));
