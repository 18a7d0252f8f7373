import { describe, expect, it } from 'vitest';
import { observe, program, put, useHost, usePrograms } from './observing.ts';

useHost();
usePrograms();

const message = (secondsAgo: number, reason?: string) =>
  JSON.stringify({
    arrival_time: Math.round(Date.now() / 1000) - secondsAgo,
    recipients: [{ address: 'reader@example.org', ...(reason ? { delay_reason: reason } : {}) }],
  });

/** A Postfix with these messages in its queue. */
async function mailWith(...queue: readonly string[]) {
  program('postqueue', `cat <<'EOF'\n${queue.join('\n')}\nEOF`);
  put('/etc/postfix/main.cf', '');
  return (await observe()).health?.mail;
}

describe('the mail facts', () => {
  it('are missing on a host without Postfix', async () => expect((await observe()).health?.mail).toBeNull());

  it('show an empty queue', async () =>
    expect(await mailWith()).toEqual({ waiting: 0, refused: 0, oldestSeconds: 0, reason: null }));

  it('keep the last response of the relay, without addresses', async () => {
    const mail = await mailWith(
      message(7200, 'connect to smtp.example.net: Connection refused'),
      message(60, 'host smtp.example.net said: 550 5.1.1 <reader@example.org>: no such user'),
      message(5),
    );
    expect(mail).toMatchObject({
      waiting: 3,
      refused: 2,
      reason: 'host smtp.example.net said: 550 5.1.1 <…>: no such user',
    });
    expect(mail?.oldestSeconds).toBeGreaterThanOrEqual(7199);
  });
});
