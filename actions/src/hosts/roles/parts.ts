import type { Template } from '../../lib/template.ts';
import type {
  AbsentPath,
  DesiredDirectory,
  DesiredFile,
  DesiredLink,
  DesiredUnit,
  GuardedCommand,
  Handler,
  Validation,
} from '../model/role.ts';
import type { Settings } from './settings.ts';

/** An item that triggers handlers when it changes. It names them by reference, so the role has each of them. */
type Notifying<Item> = Omit<Item, 'notify'> & { readonly notify?: readonly Handler[] };
export type PartFile = Notifying<DesiredFile>;
export type PartCommand = Notifying<GuardedCommand>;

/** What one program or purpose needs on a host; a role is the sum of its parts. */
export interface Part {
  readonly packages?: readonly string[];
  readonly directories?: readonly DesiredDirectory[];
  readonly prepare?: readonly PartCommand[];
  readonly files?: readonly PartFile[];
  readonly links?: readonly Notifying<DesiredLink>[];
  readonly absent?: readonly Notifying<AbsentPath>[];
  readonly validations?: readonly Validation[];
  readonly units?: readonly DesiredUnit[];
  readonly commands?: readonly PartCommand[];
  /** Settings that must be in effect; the facts command compares them with what the programs report. */
  readonly settings?: readonly Settings[];
}

export const UNITS = '/etc/systemd/system';

/** A directory that root owns and everyone may enter, unless `differs` says otherwise. */
export const directory = (path: string, differs: Partial<DesiredDirectory> = {}): DesiredDirectory => ({
  path,
  mode: '0755',
  owner: 'root',
  group: 'root',
  ...differs,
});

/** A file that root owns and everyone may read, unless `differs` says otherwise. */
export const file = (
  path: string,
  content: Template,
  differs: Partial<Omit<PartFile, 'path' | 'content'>> = {},
): PartFile => ({ path, mode: '0644', owner: 'root', group: 'root', content, ...differs });

/** Units that run now and after every boot. */
export const running = (...names: readonly string[]): DesiredUnit[] =>
  names.map((name) => ({ name, enabled: true, active: true }));

/** A service that a timer starts, e.g. `timer('flotilla-backup', { service, timer })`. */
export const timer = (
  name: string,
  units: { readonly service: Template; readonly timer: Template },
): Part => {
  const restart = {
    name: `restart the ${name.replace(/^flotilla-/, '')} timer`,
    command: `systemctl restart ${name}.timer`,
  };
  return {
    files: [
      file(`${UNITS}/${name}.service`, units.service),
      file(`${UNITS}/${name}.timer`, units.timer, { notify: [restart] }),
    ],
    units: running(`${name}.timer`),
  };
};

/** One word of POSIX shell, with any characters. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
