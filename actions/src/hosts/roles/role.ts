import type { Declaration, HostDeclaration, HostKind } from '../../declaration/declaration.ts';
import type { Handler, RoleContext, RoleDesired, RoleName } from '../model/role.ts';
import { directory, file, type Part, type PartFile } from './parts.ts';
import { PROBES, SETTINGS } from './shared.ts';

/** Everything about a role. The planner, the firewalls and the secrets iterate over the roles and name none. */
interface RoleTraits {
  /** Whether a host takes the role. */
  readonly on: (host: HostDeclaration, declaration: Declaration) => boolean;
  /** Ports that its programs listen on. */
  readonly ports: readonly Port[];
  /** Labels of the passwords that are derived for it. */
  readonly secrets: readonly string[];
  readonly probes: readonly Probe[];
  /** Its server accepts the password with this label once the guarded command of this name has run. */
  readonly accepts?: { readonly secret: string; readonly command: string };
  /** Its client logs in with the password with this label, which it reads from this file. */
  readonly logsIn?: { readonly secret: string; readonly file: string };
  readonly parts: (context: RoleContext) => readonly Part[];
}

/** Open to the VPN only, unless `from` names others. */
export interface Port {
  readonly port: number;
  readonly protocol?: 'tcp' | 'udp';
  readonly from?: 'everywhere' | 'web hosts' | 'all hosts' | 'people who administer it';
  /** The kind of host that listens, where not every host of the role does. */
  readonly on?: HostKind;
}

/** A question that each host of the role answers about itself. Health reports a failed one. */
export interface Probe {
  /** Heading of its column in the table of hosts, e.g. `redis`. */
  readonly title: string;
  /** Shell command, run as root with 6 s to end; exit 0: all is well. It holds no secret. */
  readonly command: string;
  /** The word in the column if all is well, e.g. `up`, and if not, e.g. `down`. */
  readonly words: readonly [well: string, failed: string];
  /** Follows the name of the host in a sentence, e.g. `has no Redis: pages take longer.` */
  readonly what: string;
  /** How to repair it. */
  readonly todo: string;
}

export interface Role<Name extends RoleName = RoleName> extends Omit<RoleTraits, 'parts'> {
  readonly name: Name;
  /** Pure: the same context gives the same data. */
  readonly desired: (context: RoleContext) => RoleDesired;
}

export const onEveryHost = (): boolean => true;
export const onWebHosts = ({ kind }: HostDeclaration): boolean => kind === 'web';

export const role = <Name extends RoleName>(name: Name, { parts, ...traits }: RoleTraits): Role<Name> => ({
  name,
  ...traits,
  desired: (context) => sumOf(name, [...parts(context), probing(name, traits.probes)]),
});

const json = (path: string, content: unknown): PartFile =>
  file(path, `${JSON.stringify(content, null, 2)}\n`);

const probing = (name: RoleName, probes: readonly Probe[]): Part =>
  probes.length === 0
    ? {}
    : {
        directories: [directory(PROBES)],
        files: [
          json(
            `${PROBES}/${name}.json`,
            Object.fromEntries(probes.map(({ title, command }) => [title, command])),
          ),
        ],
      };

/** Handlers run in the order in which the parts name them first. */
function sumOf(role: RoleName, parts: readonly Part[]): RoleDesired {
  const all = <Item>(items: (part: Part) => readonly Item[] | undefined): Item[] =>
    parts.flatMap((part) => items(part) ?? []);
  const settings = all((part) => part.settings);
  const files: PartFile[] = [
    ...all((part) => part.files),
    ...(settings.length > 0 ? [json(`${SETTINGS}/${role}.json`, settings)] : []),
  ];
  const notifying = all(({ prepare = [], files = [], links = [], absent = [], commands = [] }) => [
    ...prepare,
    ...files,
    ...links,
    ...absent,
    ...commands,
  ]);
  const handlers = new Map(
    notifying.flatMap(({ notify = [] }) => notify.map((handler) => [handler.name, handler] as const)),
  );
  return {
    role,
    packages: [...new Set(all((part) => part.packages))],
    directories: all((part) => part.directories),
    prepare: all((part) => part.prepare).map(byName),
    files: files.map(byName),
    links: all((part) => part.links).map(byName),
    absent: all((part) => part.absent).map(byName),
    validations: all((part) => part.validations),
    units: all((part) => part.units),
    handlers: [...handlers.values()],
    commands: all((part) => part.commands).map(byName),
  };
}

/** A plan is data, so its items name their handlers. */
const byName = <Item extends { readonly notify?: readonly Handler[] }>({ notify, ...item }: Item) => ({
  ...item,
  ...(notify === undefined ? {} : { notify: notify.map(({ name }) => name) }),
});
