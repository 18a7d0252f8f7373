import type { Template } from '../../lib/template.ts';
import type { DesiredDirectory, DesiredFile } from '../model/role.ts';

/** A directory of root's that everyone may enter; spread what differs. */
export const directory = (path: string, differs: Partial<DesiredDirectory> = {}): DesiredDirectory => ({
  path,
  mode: '0755',
  owner: 'root',
  group: 'root',
  ...differs,
});

/** A file of root's that everyone may read; spread what differs. */
export const file = (
  path: string,
  content: Template,
  differs: Partial<Omit<DesiredFile, 'path' | 'content'>> = {},
): DesiredFile => ({ path, mode: '0644', owner: 'root', group: 'root', content, ...differs });
