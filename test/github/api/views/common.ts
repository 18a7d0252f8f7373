import { createHash } from 'node:crypto';
import type { Actor } from '../../actors.ts';
import type { Hub } from '../../hub.ts';
import { DEFAULT_BRANCH } from '../../repository/bare.ts';
import { apiUrl, type Place } from '../../runner/contexts.ts';
import type { Answer } from './shape.ts';

/** `2026-01-31T12:00:00Z`: GitHub's times have a precision of one second. */
export const timestamp = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

export const actorView = ({ login, id, type }: Actor) =>
  ({
    ...{ login, id, type, node_id: `U_${id}`, site_admin: false, gravatar_id: '', avatar_url: '' },
    html_url: `https://github.com/${login.replace(/^(.+)\[bot\]$/, 'apps/$1')}`,
  }) satisfies Answer<'users', 'getByUsername'>;

export const repositoryUrl = (place: Place): string => `${apiUrl(place)}/repos/${place.repository}`;

export function repositoryView({ place, owner }: Pick<Hub, 'place' | 'owner'>, fullName = place.repository) {
  const [login = '', name = ''] = fullName.split('/');
  const isFork = fullName !== place.repository;
  return {
    ...{
      id: isFork ? 2 : 1,
      node_id: isFork ? 'R_2' : 'R_1',
      name,
      full_name: fullName,
      fork: isFork,
      private: true,
    },
    owner: actorView(isFork ? { login, id: 2000, type: 'User' } : owner),
    ...{ default_branch: DEFAULT_BRANCH, html_url: `${place.serverUrl}/${fullName}` },
    ...{ clone_url: `${place.serverUrl}/${fullName}.git`, url: `${apiUrl(place)}/repos/${fullName}` },
  } satisfies Answer<'repos', 'get'>;
}

export const labelView = (name: string) =>
  ({
    ...{ id: Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 8), 16), name },
    ...{ node_id: `LA_${name}`, url: '', description: '', color: 'ededed', default: false },
  }) satisfies Answer<'issues', 'getLabel'>;
