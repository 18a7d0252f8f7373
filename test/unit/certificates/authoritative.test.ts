import { expect, test } from 'vitest';
import { type AskTexts, awaitAuthoritative } from '../../../actions/src/certificates/challenges.ts';

const RECORDS = [{ name: '_acme-challenge.example.com', value: 'new' }];
const find = async () => ['192.0.2.1', '192.0.2.2', '192.0.2.3'];

/** Name servers with a list of answers each. They repeat the last one. */
function servers(given: Readonly<Record<string, readonly (readonly string[] | undefined)[]>>) {
  const asked: Record<string, number> = {};
  const ask: AskTexts = async (address) => {
    const answers = given[address] ?? [['new']];
    const count = asked[address] ?? 0;
    asked[address] = count + 1;
    return answers[Math.min(count, answers.length - 1)];
  };
  return { asked, ask };
}

const wait = (ask: AskTexts, timeoutMs = 5000) =>
  awaitAuthoritative('example.com', RECORDS, timeoutMs, { find, ask });

test('waits until every name server answers with the record', async () => {
  const { ask, asked } = servers({ '192.0.2.2': [[], ['old'], ['new']] });
  await wait(ask);
  expect(asked).toEqual({ '192.0.2.1': 3, '192.0.2.2': 3, '192.0.2.3': 3 });
});

test('skips a name server that stays silent, and waits for one that is silent once', async () => {
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
  ['one answers with another record', { '192.0.2.1': [undefined], '192.0.2.3': [['old']] }, '192.0.2.3'],
])('fails if %s, and names the server', async (_, answers, address) => {
  await expect(wait(servers(answers).ask, 800)).rejects.toThrow(
    `The name server ${address} does not answer with the new _acme-challenge.example.com after 1 s.`,
  );
});
