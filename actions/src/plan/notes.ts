import type { Declaration } from '../declaration/declaration.ts';
import type { Facts } from '../hosts/model/facts.ts';
import { CLOCK_OFF_SECONDS, isClockOff, isDiskLow, LOW_DISK_PERCENT } from '../lib/thresholds.ts';

/** What a person should know and the plan does not change. */
export function notesOn(
  declaration: Declaration,
  facts: Readonly<Record<string, Facts | undefined>>,
  /** Seconds that each host's clock is ahead. */
  clocks: Readonly<Record<string, number>> = {},
): string[] {
  const notes: string[] = [];
  const placeholders = declaration.web.filter(({ name }) => facts[name]?.certificate?.placeholder ?? true);
  if (placeholders.length > 0) {
    notes.push(
      `A self-signed placeholder certificate serves on ${names(placeholders)} until one is issued for ${declaration.domain}: browsers will warn.`,
    );
  }
  for (const [host, known] of Object.entries(facts)) {
    if (known && isDiskLow(known.disk)) {
      notes.push(
        // Without the number, which is another at every look.
        `${host} has less than ${LOW_DISK_PERCENT} % of its disk left: free some. A resize leaves its disk as it is; a new host of a larger size has more.`,
      );
    }
  }
  return [...notes, ...busyNotes(facts), ...Object.entries(clocks).flatMap(clockNote)];
}

const busyNotes = (facts: Readonly<Record<string, Facts | undefined>>): string[] =>
  Object.entries(facts).flatMap(([host, known]) =>
    known?.converging
      ? [`${host} is being changed at this moment (${known.converging}): this plan may be out of date.`]
      : [],
  );

function clockNote([host, ahead]: [string, number]): string[] {
  if (!isClockOff(ahead)) return [];
  // Without the number, which is another at every look.
  const off = `more than ${CLOCK_OFF_SECONDS} s ${ahead > 0 ? 'ahead' : 'behind'}`;
  return [
    `${host}'s clock is ${off}, which certificates and logs suffer from: see \`timedatectl timesync-status\` there.`,
  ];
}

const names = (hosts: readonly { readonly name: string }[]): string =>
  hosts.map(({ name }) => name).join(', ');
