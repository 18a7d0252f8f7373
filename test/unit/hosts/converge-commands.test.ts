import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { secret } from '../../../actions/src/lib/template.ts';
import { at, converge, file, read, useHost, web } from './converging.ts';

useHost();

describe('a guarded command', () => {
  const once = (check: string, run: string) =>
    web({ commands: [{ name: 'once', summary: 'once', check, run }] });

  it('is not run if its check already passes', async () => {
    const steps = await converge(once('true', `touch ${at('/etc/ran')}`));
    expect(steps.map(({ event }) => event)).toEqual(['already']);
    expect(existsSync(at('/etc/ran'))).toBe(false);
  });

  it('fails if its check still fails afterwards, with its last 20 lines', async () => {
    const attempt = converge(once('false', 'for i in $(seq 30); do echo "line $i" >&2; done'));
    await expect(attempt).rejects.toThrow(
      /^host-01\/web\/command\/once: its command succeeded, but its check still fails: line 30\. Fix .*\n {4}line 11\n/,
    );
  });

  it('fails if its exit status is not 0, with secrets masked', async () => {
    const attempt = converge(once('false', `cat <<'END'\nfor ${secret('database-password')}\nEND\nexit 3`));
    await expect(attempt).rejects.toThrow('its command ended with status 3: for [redacted]. Fix');
  });

  it('does not wait for a daemon that keeps its output open', async () => {
    const pid = at('/etc/pid');
    await converge(once(`test -s ${pid}`, `sleep 60 & echo $! > ${pid}`));
    process.kill(Number(read('/etc/pid')));
  });
});

it('never has a secret in any argument or environment', async () => {
  const seen = at('/etc/seen');
  const look = `cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' >> ${seen}`;
  const looked = at('/etc/looked');
  await converge(
    web({
      files: [file('/etc/s', secret('x'), { validate: `${look}; test -s {}` })],
      commands: [
        {
          name: 'look',
          summary: 'look',
          check: `${look}; test -e ${looked}`,
          run: `${look}; touch ${looked}; : '${secret('x')}'`,
        },
      ],
    }),
  );
  // The validation, the check, the command and the second check each read it once while the stream is open.
  expect(read('/etc/seen').match(/sys\.stdin\.buffer/g)?.length).toBeGreaterThanOrEqual(4);
  expect(read('/etc/seen')).not.toContain('pass"word');
});
