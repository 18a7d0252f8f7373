import { expect, it } from 'vitest';
import { awaitBusyHosts } from '../../../actions/src/apply/lease.ts';
import type { Observation } from '../../../actions/src/run/observe.ts';
import { Overtaken } from '../../../actions/src/run/report.ts';

/** Hosts as they were observed, and the commands that they get from then on. */
function observed(converging: Record<string, string | null>) {
  const asked: string[] = [];
  const hosts = Object.entries(converging).map(([name, holder]) => {
    const run = async (command: string) => {
      asked.push(`${name}: ${command}`);
      return { code: 0, stdout: '', stderr: '' };
    };
    return [name, { kind: 'observed', facts: { converging: holder }, connection: { run } }] as const;
  });
  return { asked, observation: { hosts: new Map(hosts) } as unknown as Pick<Observation, 'hosts'> };
}

it('observes again after a danger that was seen while a host was working', async () => {
  const { asked, observation } = observed({ sql: null, 'host-01': 'process 42, since 12:00:00 UTC' });
  await expect(awaitBusyHosts(observation)).rejects.toThrow(Overtaken);
  expect(asked).toEqual([expect.stringMatching(/^host-01: flock .*\/run\/flotilla\.lock/)]);
});

it('keeps a danger that was seen while all hosts were idle', async () => {
  const { asked, observation } = observed({ sql: null, 'host-01': null });
  await awaitBusyHosts(observation);
  expect(asked).toEqual([]);
});
