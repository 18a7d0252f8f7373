import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files that a step writes for its job, by the variable that names each. */
const FILES = {
  GITHUB_OUTPUT: 'output',
  GITHUB_ENV: 'env',
  GITHUB_PATH: 'path',
  GITHUB_STATE: 'state',
  GITHUB_STEP_SUMMARY: 'summary',
} as const;

interface StepFiles {
  /** For the step's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** @throws if a file does not have GitHub's format. */
  read(): Promise<StepSaid>;
}

export interface StepSaid {
  readonly outputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly summary: string;
}

/** New, empty files in `folder` for one step. */
export async function openStepFiles(folder: string): Promise<StepFiles> {
  await mkdir(folder, { recursive: true });
  const entries = Object.entries(FILES).map(([variable, name]) => [variable, join(folder, name)] as const);
  await Promise.all(entries.map(([, path]) => writeFile(path, '')));
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  return {
    environment: Object.fromEntries(entries),
    read: async () => ({
      outputs: parsePairs(await text('output')),
      env: parsePairs(await text('env')),
      paths: (await text('path')).split('\n').filter(Boolean),
      summary: await text('summary'),
    }),
  };
}

/** `NAME=value`, or a multi-line value between `NAME<<WORD` and `WORD`. */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const [, name, sign, rest = ''] = /^([^=]*?)(<<|=)(.*)$/.exec(line) ?? [];
    if (!name) throw new Error(`Unable to process file command: Invalid format '${line}'`);
    pairs[name] = sign === '=' ? rest : takeUntil(lines, rest);
  }
  return pairs;
}

function takeUntil(lines: string[], delimiter: string): string {
  const end = lines.indexOf(delimiter);
  if (end < 0) throw new Error(`Unable to process file command: Matching delimiter not found '${delimiter}'`);
  return lines
    .splice(0, end + 1)
    .slice(0, -1)
    .join('\n');
}
