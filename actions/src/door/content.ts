import type { SyncReport } from '../content/sync.ts';

/** What a sync did, for the log and the job's summary. */
export function outcomeText({ release, sent, switchedIn }: SyncReport, away: readonly string[]): string {
  const files = [...sent.values()].reduce((most, each) => Math.max(most, each.files), 0);
  const done =
    switchedIn === undefined
      ? `Nothing to change: every host serves release ${release}.`
      : `Done: ${sent.size} hosts serve release ${release}; ${files} files sent to each, switched within ${Math.round(switchedIn)} ms.`;
  const left = away.map((line) => `- not there, gets it later: ${line}`);
  return [done, ...left].join('\n');
}
