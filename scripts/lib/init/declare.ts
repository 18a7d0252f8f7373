import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Declaration } from '../../../actions/src/declaration/declaration.ts';
import { loadDeclaration } from '../../../actions/src/declaration/load.ts';
import { formatProblem } from '../../../actions/src/declaration/problem.ts';
import {
  type Answers,
  answersIn,
  EXAMPLE_RELAY,
  isIdle,
  KEYS,
  NO_RELAY,
  QUESTIONS,
  withAnswers,
} from './cluster-answers.ts';

const FILE = 'cluster/cluster.yml';
/** '' for an answer that was not given. */
type Given = Readonly<Record<keyof Answers, string>>;

/** Asks and writes. Restores the file if an answer breaks the declaration. */
export async function declare(given: Given, print: (line: string) => void): Promise<Declaration> {
  const before = readFileSync(FILE, 'utf8');
  const after = withAnswers(before, await ask(answersIn(before), given));
  if (after !== before) writeFileSync(FILE, after);
  const read = await loadDeclaration(process.cwd());
  if ('declaration' in read) {
    print(after === before ? `${FILE} stays as it is.` : `Wrote ${FILE}: review it and commit it.`);
    return read.declaration;
  }
  writeFileSync(FILE, before);
  throw new Error(`${FILE} was left as it was:\n${read.problems.map(formatProblem).join('\n')}`);
}

async function ask(now: Answers, given: Given): Promise<Answers> {
  const answers: Record<string, string> = { ...now };
  const terminal = process.stdin.isTTY
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  for (const key of KEYS) {
    const value = given[key];
    if (isIdle(key, { relay: answers.relay ?? NO_RELAY })) continue;
    const offered = terminal && now[key] === EXAMPLE_RELAY ? NO_RELAY : now[key];
    if (value !== '') answers[key] = value;
    else answers[key] = (await terminal?.question(`${QUESTIONS[key]} [${offered}]: `))?.trim() || offered;
  }
  terminal?.close();
  return { ...now, ...answers };
}
