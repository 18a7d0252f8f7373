import { span } from '../../lib/words.ts';
import { bad, type Check, NOTHING, onFacts } from './check.ts';

/** Whether the relay accepts the host's mail; without a relay, that mail goes nowhere. */
export const MAIL: Check = {
  title: 'mail',
  run: onFacts(({ health }, { host, declaration: { mail } }) => {
    if (host.kind === 'primary') return NOTHING;
    if (mail === undefined) return { text: 'nowhere' };
    const queue = health?.mail;
    if (!queue) return NOTHING;
    if (queue.waiting === 0) return { text: 'sent' };
    const text = `${queue.waiting} waiting`;
    if (queue.reason === null) return { text };
    return bad(
      text,
      `has mail that the relay ${mail.host} does not accept, ${queue.refused} of ${queue.waiting} waiting messages, the oldest ` +
        `for ${span(queue.oldestSeconds)}: ${queue.reason}.`,
      'The host keeps mail for two days and retries every few minutes. Fix the cause. If you change MAIL_PASSWORD, also raise ' +
        '`mail: generation` and run apply. To retry now, run `postqueue -f` there.',
    );
  }),
};
