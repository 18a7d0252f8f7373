import { expect, test } from 'vitest';
import { type AskTexts, awaitAuthoritative } from '../../../actions/src/certificates/authoritative.ts';

const RECORDS = [{ name: '_acme-challenge.example.com', value: 'new' }];
const find = async () => ['192.0.2.1', '192.0.2.2', '192.0.2.3'];

/** What each name server says, in the order it is asked; the last answer stays. */
function servers(says: Readonly<Record<string, readonly (readonly string[] | undefined)[]>>) {
  const asked: Record<string, number> = {};
  const ask: AskTexts = async (address) => {
    const answers = says[address] ?? [['new']];
    const turn = asked[address] ?? 0;
    asked[address] = turn + 1;
    return answers[Math.min(turn, answers.length - 1)];
  };
  return { asked, ask };
}

const wait = (ask: AskTexts, timeoutMs = 5000) =>
  awaitAuthoritative('example.com', RECORDS, timeoutMs, { find, ask });

test('every name server has to answer with the record', async () => {
  const { ask, asked } = servers({ '192.0.2.2': [[], ['old'], ['new']] });
  await wait(ask);
  expect(asked).toEqual({ '192.0.2.1': 3, '192.0.2.2': 3, '192.0.2.3': 3 });
});

test('one that stays silent is left out; one that is slow once is waited for', async () => {
  const { ask, asked } = servers({ '192.0.2.2': [undefined], '192.0.2.3': [undefined, ['new']] });
  await wait(ask);
  expect(asked['192.0.2.2']).toBe(3);
});

test.each([
  [
    'all are silent',
    { '192.0.2.1': [undefined], '192.0.2.2': [undefined], '192.0.2.3': [undefined] },
    '192.0.2.1',
  ],
  ['one answers with something else', { '192.0.2.1': [undefined], '192.0.2.3': [['old']] }, '192.0.2.3'],
])('fails in time where %s, and names it', async (_, says, address) => {
  await expect(wait(servers(says).ask, 800)).rejects.toThrow(
    `The name server ${address} does not answer with the new _acme-challenge.example.com after 1 s.`,
  );
});
