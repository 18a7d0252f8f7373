import { parseArgs } from 'node:util';
import { type Command, run } from '../../actions/src/commands/command.ts';
import { COMMANDS } from '../../actions/src/commands/index.ts';
import { type Input, SECRETS } from '../../actions/src/commands/inputs.ts';

const ALL: Readonly<Record<string, () => Promise<Command>>> = {
  ...COMMANDS,
  init: async () => (await import('./init/init.ts')).init,
};

const EXIT_CODES =
  '0: done, or nothing to do. 1: failed, refused, or not confirmed. 2: nothing was done, because a flag, an input or a secret is missing or malformed.';
const COLUMNS = 100;

/** The program `flotilla`. Never throws: it sets the exit code. */
export async function flotilla([name = '--help', ...words]: readonly string[]): Promise<void> {
  if (name === '--help' || name === 'help') return print(await overview());
  const load = Object.hasOwn(ALL, name) ? ALL[name] : undefined;
  if (!load)
    return refuse(`Unknown command ${name}. Known: ${Object.keys(ALL).join(', ')}.`, 'flotilla --help');
  const command = await load();
  if (words.includes('--help')) return print(help(name, command));
  try {
    setInputs(command, words);
  } catch (error) {
    return refuse((error as Error).message, `flotilla ${name} --help`);
  }
  await run(command);
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function refuse(message: string, help: string): void {
  process.stderr.write(`${message}\nNothing was done. See: ${help}\n`);
  process.exitCode = 2;
}

/** Hands the flags to the command as GitHub hands inputs to an action: in the environment. Throws for an unknown flag. */
function setInputs(command: Command, words: readonly string[]): void {
  const options = Object.fromEntries(
    flagsOf(command).map(([name, { kind }]) => [
      name,
      { type: kind === 'switch' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { values } = parseArgs({ args: [...words], options });
  for (const [name, value] of Object.entries(values))
    process.env[`INPUT_${name.toUpperCase()}`] = String(value);
}

type Named = readonly [string, Input<unknown>];
const flagsOf = ({ inputs }: Command): Named[] =>
  Object.entries(inputs).filter(([, { kind, only }]) => kind !== 'secret' && only === undefined);
const secretsOf = ({ inputs }: Command): Named[] =>
  Object.entries(inputs).filter(([, { kind, only }]) => kind === 'secret' && only === undefined);

async function overview(): Promise<string> {
  const names = Object.keys(ALL);
  const commands = await Promise.all(names.map((name) => ALL[name]?.()));
  return [
    'Usage: flotilla COMMAND [FLAGS]',
    table(names.map((name, index) => [name, commands[index]?.summary ?? ''])),
    "flotilla COMMAND --help lists a command's flags. Secrets come from environment variables, never from flags.",
    wrap(`Exit codes: ${EXIT_CODES}`),
    'Other scripts: ./scripts/demo, ./scripts/cloud, ./scripts/ssh, ./scripts/test',
  ].join('\n\n');
}

function help(name: string, command: Command): string {
  const flags = flagsOf(command).map(([flag, input]): [string, string] => [
    `--${flag}${input.kind === 'switch' ? '' : ` ${flag.endsWith('minutes') ? 'N' : 'VALUE'}`}`,
    describe(input),
  ]);
  const secrets = secretsOf(command).map(([input, definition]): [string, string] => [
    SECRETS[input] ?? input,
    describe(definition),
  ]);
  return [
    `Usage: flotilla ${name}${flags.length > 0 ? ' [FLAGS]' : ''}`,
    wrap(plain(command.summary)),
    ...(flags.length > 0 ? [`Flags:\n${table(flags)}`] : []),
    ...(secrets.length > 0 ? [`Environment:\n${table(secrets)}`] : []),
    wrap(`Exit codes: ${command.exits ?? EXIT_CODES}`),
  ].join('\n\n');
}

function describe({ description, default: usual, required, kind }: Input<unknown>): string {
  const note = required ? ' (required)' : usual && kind !== 'switch' ? ` (default: ${usual})` : '';
  return `${plain(description)}${note}`;
}

/** Without the Markdown of the tables in the README. */
const plain = (text: string): string => text.replaceAll('`', '');

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${wrap(plain(text), width + 2)}`).join('\n');
}

function wrap(text: string, indent = 0): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && indent + line.length + word.length >= COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
