import type { Annotation } from '../runs.ts';
import type { Masks } from './masks.ts';

/** A command in a step's output, e.g. `::error file=a.yml,line=3::wrong`. */
interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly value: string;
}

export function parseCommand(line: string): Command | undefined {
  const [, name, properties = '', value = ''] =
    /^\s*::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/i.exec(line) ?? [];
  if (name === undefined) return undefined;
  const pairs = properties.split(',').map((pair) => {
    const [key = '', ...rest] = pair.split('=');
    return [key.trim(), unescapeProperty(rest.join('='))] as const;
  });
  return { name, value: unescapeData(value), properties: Object.fromEntries(pairs) };
}

const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const unescapeProperty = (text: string): string =>
  unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

const LEVELS = ['error', 'warning', 'notice'] as const;

/** Turns the lines of a step into a job's log and runs the commands in them. */
export class OutputReader {
  #resumeWord: string | undefined;

  constructor(
    private readonly masks: Masks,
    private readonly annotations: Annotation[],
  ) {}

  /** The line in the log; undefined if it is not shown. */
  read(line: string): string | undefined {
    const command = parseCommand(line);
    if (!command) return this.masks.hide(line);
    if (this.#resumeWord !== undefined) {
      if (command.name === this.#resumeWord) this.#resumeWord = undefined;
      return this.masks.hide(line);
    }
    return this.#carryOut(command, line);
  }

  #carryOut({ name, value, properties }: Command, line: string): string | undefined {
    const level = LEVELS.find((each) => each === name);
    if (level) {
      this.annotations.push(annotationOf(level, this.masks.hide(value), properties));
      return this.masks.hide(`##[${level}]${value}`);
    }
    if (name === 'add-mask') this.masks.add(value);
    if (name === 'add-mask' || name === 'debug') return undefined;
    if (name === 'stop-commands') this.#resumeWord = value;
    if (name === 'group') return this.masks.hide(`##[group]${value}`);
    return name === 'endgroup' ? '##[endgroup]' : this.masks.hide(line);
  }
}

function annotationOf(
  level: Annotation['level'],
  message: string,
  { title, file, line }: Readonly<Record<string, string>>,
): Annotation {
  return {
    ...{ level, message },
    ...(title ? { title } : {}),
    ...(file ? { file } : {}),
    ...(line ? { line: Number(line) } : {}),
  };
}
