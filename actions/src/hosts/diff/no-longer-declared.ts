import type { RoleManifest } from '../model/facts.ts';
import type { RoleDesired } from '../model/role.ts';
import type { HostChange, Step } from '../model/steps.ts';

type Item = Extract<Step, { kind: 'forget' }>['item'];

interface Applied {
  readonly host: string;
  readonly was: RoleManifest;
  /** Paths of all files and links that the host should have, of any role. */
  readonly placed: ReadonlySet<string>;
}

/** Items that a role applied and no longer declares. */
export function noLongerDeclared(role: RoleDesired, { host, was, placed }: Applied): HostChange[] {
  return gone(role, was).map(([item, name]) => ({
    address: `${host}/${role.role}/${item}${name.startsWith('/') ? '' : '/'}${name}`,
    host,
    role: role.role,
    action: 'delete',
    reason: placed.has(name) ? 'moved to another place of the declaration' : 'no longer declared',
    notify: item === 'file' || item === 'link' ? handlersBeside(role, name) : [],
    step: { kind: 'forget', item, name },
  }));
}

function gone(role: RoleDesired, was: RoleManifest): [Item, string][] {
  const paths = (items: readonly { readonly path: string }[]) => items.map(({ path }) => path);
  const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
  const without = (item: Item, applied: readonly string[], wanted: readonly string[]): [Item, string][] =>
    applied.filter((name) => !wanted.includes(name)).map((name) => [item, name]);
  return [
    ...without('link', was.links, paths(role.links)),
    ...without('file', Object.keys(was.files), paths(role.files)),
    ...without('absent', was.absent, paths(role.absent)),
    ...without('directory', was.directories, paths(role.directories)),
    ...without('unit', was.units, names(role.units)),
    ...without('package', was.packages, role.packages),
    ...without('command', Object.keys(was.commands), names([...role.prepare, ...role.commands])),
  ];
}

/**
 * The manifest does not record which handlers a path notified. Assume those of its neighbours in the same directory, and without
 * neighbours all handlers of the role: an unnecessary reload is better than a removal without effect.
 */
function handlersBeside(role: RoleDesired, path: string): readonly string[] {
  const neighbours = [...role.files, ...role.links, ...role.absent].filter(
    (item) => dirname(item.path) === dirname(path) && item.notify,
  );
  const notified = neighbours.flatMap(({ notify = [] }) => notify);
  return notified.length > 0 ? [...new Set(notified)] : role.handlers.map(({ name }) => name);
}

const dirname = (path: string): string => path.slice(0, path.lastIndexOf('/'));
