/** The permissions of a job's token by scope, e.g. `{contents: 'read'}`. A missing scope means no access. */
export type Permissions = Readonly<Record<string, Access>>;
export type Access = 'read' | 'write';

const SCOPES = ['actions', 'checks', 'contents', 'deployments', 'issues', 'pull-requests', 'statuses'];

/** The default for a workflow that declares none, in repositories created since 2023. */
const RESTRICTED: Permissions = { contents: 'read', packages: 'read' };

/** @param declared the value of `permissions`: a mapping, `read-all`, `write-all`, or undefined. */
export function permissionsOf(declared: unknown): Permissions {
  if (declared === undefined) return RESTRICTED;
  if (declared === 'read-all') return everything('read');
  if (declared === 'write-all') return everything('write');
  const entries = Object.entries(declared ?? {}).filter(([, access]) => access !== 'none');
  return Object.fromEntries(entries) as Permissions;
}

/** A pull request from a fork gets at most read permissions, whatever its workflow declares. */
export const readOnly = (permissions: Permissions): Permissions =>
  Object.fromEntries(Object.keys(permissions).map((scope) => [scope, 'read' as const]));

export const opens = (permissions: Permissions | 'all', scope: string, access: Access): boolean => {
  if (permissions === 'all') return true;
  const granted = permissions[scope];
  return granted === 'write' || granted === access;
};

const everything = (access: Access): Permissions =>
  Object.fromEntries(SCOPES.map((scope) => [scope, access]));
