import type { Template } from '../../lib/template.ts';

/** Settings that must be in effect, whatever other files say. The facts command asks the program and compares. */
export interface Settings {
  /** As a person would call it, e.g. `sshd`. */
  readonly program: string;
  /** Shell command that prints the settings in effect, `name = value` or `name value`; or the page that PHP makes. */
  readonly ask: string | typeof BY_PAGE;
  /** A setting that the program does not print is not compared. */
  readonly wanted: Readonly<Record<string, string>>;
  /** Patterns of the files that may override them. */
  readonly files: readonly string[];
}

/** `proof.php` reports the settings of PHP. */
export const BY_PAGE = 'page';

const SETTING = /^-?([A-Za-z][\w.[\]-]*)(?:[ \t]*=[ \t]*|[ \t]+)(\S+)$/gm;

/** The settings in our own files that have a value of one word, so a role states them once. */
export const settingsIn = (...files: readonly Template[]): Record<string, string> =>
  Object.fromEntries(
    files.flatMap((text) => [...text.matchAll(SETTING)].map(([, name = '', value = '']) => [name, value])),
  );

const FIRST_ERROR = "grep -m 1 -E 'emerg|ERROR' | sed -E 's/^.*(\\[emerg\\] [0-9]+#[0-9]+|ERROR): //'";

/** Shell: `filter` reads the command's output in `$said`. If the program rejects its configuration, its first error is the setting `configuration`. */
export const unlessRefused = (command: string, filter: string): string =>
  `said=$(${command} 2>&1) || { echo "configuration = $(echo "$said" | ${FIRST_ERROR})"; exit; }\n${filter}`;
export const ACCEPTED = { configuration: 'accepted' };
