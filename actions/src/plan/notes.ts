import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/facts.ts';

/** Below this a package upgrade or a database dump may no longer fit. */
const LOW_DISK_MIB = 1024;

/** What a person should know and the plan does not change. */
export function notesOn(
  declaration: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
): string[] {
  const notes: string[] = [];
  const placeholders = declaration.web.filter(({ name }) => facts[name]?.certificate?.placeholder ?? true);
  if (placeholders.length > 0) {
    notes.push(
      `A self-signed placeholder certificate serves on ${names(placeholders)} until one is issued for ${declaration.domain}: browsers will warn.`,
    );
  }
  for (const [host, known] of Object.entries(facts)) {
    if (known && known.disk.freeMiB < LOW_DISK_MIB) {
      notes.push(
        // Without the number, which is another at every look.
        `${host} has less than ${LOW_DISK_MIB / 1024} GiB of disk left: free some, or resize it.`,
      );
    }
  }
  return notes;
}

const names = (hosts: readonly { readonly name: string }[]): string =>
  hosts.map(({ name }) => name).join(', ');
