import type { Template } from '../../lib/template.ts';
import type { DesiredFile, RoleName } from '../model/role.ts';
import { directory, file } from './paths.ts';

/** Settings that must be in effect, whatever other files say. The facts command asks the program and compares. */
export interface Settings {
  /** As a person would call it, e.g. `sshd`. */
  readonly program: string;
  /** Shell command that prints the settings in effect, `name = value` or `name value`; or the page that PHP makes. */
  readonly ask: string | typeof BY_PAGE;
  /** What it does not print is not compared. */
  readonly wanted: Readonly<Record<string, string>>;
  /** Patterns of the files in which somebody else may have set it otherwise. */
  readonly files: readonly string[];
}

/** `proof.php` says what PHP runs with. */
export const BY_PAGE = 'page';
export const SETTINGS_DIRECTORY = directory('/etc/flotilla/settings');

/** Where the facts command reads what a role wants to be in effect. */
export const settingsFile = (role: RoleName, settings: readonly Settings[]): DesiredFile =>
  file(`${SETTINGS_DIRECTORY.path}/${role}.json`, `${JSON.stringify(settings, null, 2)}\n`);

const SETTING = /^-?([A-Za-z][\w.[\]-]*)(?:[ \t]*=[ \t]*|[ \t]+)(\S+)$/gm;

/** The settings that files of ours make, those whose value is one word; so a role says them once. */
export const settingsIn = (...files: readonly Template[]): Record<string, string> =>
  Object.fromEntries(
    files.flatMap((text) => [...text.matchAll(SETTING)].map(([, name = '', value = '']) => [name, value])),
  );

const FIRST_ERROR = "grep -m 1 -E 'emerg|ERROR' | sed -E 's/^.*(\\[emerg\\] [0-9]+#[0-9]+|ERROR): //'";

/** Shell: `filter` reads what the command printed in `$said`; where it refuses its configuration, its first error says why. */
export const unlessRefused = (command: string, filter: string): string =>
  `said=$(${command} 2>&1) || { echo "configuration = $(echo "$said" | ${FIRST_ERROR})"; exit; }\n${filter}`;
export const ACCEPTED = { configuration: 'accepted' };
