import type { Lookup } from './instructions.ts';

/** Shorter lines of a secret would mask what is none. */
const TELLING = 8;

/** A lookup that remembers the secrets it gave, and what masks them in text that comes back. */
export function remember(lookup: Lookup): { lookup: Lookup; masked: (text: string) => string } {
  const secrets = new Set<string>();
  return {
    lookup(kind, name) {
      const value = lookup(kind, name);
      if (kind === 'secret')
        for (const line of value.split('\n')) if (line.length >= TELLING) secrets.add(line);
      return value;
    },
    // The longest first, since one may begin another.
    masked: (text) =>
      [...secrets]
        .sort((a, b) => b.length - a.length)
        .reduce((rest, value) => rest.replaceAll(value, '[redacted]'), text),
  };
}
