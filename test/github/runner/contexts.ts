import type { TriggerEvent } from '../event.ts';
import type { Run } from '../runs.ts';
import type { Fields } from '../workflow/parse.ts';

/** The location of the repository. */
export interface Place {
  /** `owner/name` */
  readonly repository: string;
  /** `http://127.0.0.1:<port>` */
  readonly serverUrl: string;
}

export const apiUrl = ({ serverUrl }: Place): string => `${serverUrl}/api/v3`;

/** The part of the context `github` that is the same for all jobs of a run. */
export function githubContext(run: Run, event: TriggerEvent, place: Place): Record<string, unknown> {
  return {
    ...repositoryPart(place),
    ...refPart(event),
    ...{ event_name: event.name, event: event.payload, actor: event.actor.login },
    ...{ actor_id: String(event.actor.id), triggering_actor: run.triggeringActor },
    ...{
      run_id: String(run.id),
      run_number: String(run.number),
      run_attempt: String(run.attempt),
      retention_days: '90',
    },
    ...{ workflow: run.name, workflow_sha: event.sha },
    workflow_ref: `${place.repository}/.github/workflows/${run.workflow}@${event.ref}`,
  };
}

const repositoryPart = (place: Place) => ({
  ...{ repository: place.repository, repository_owner: place.repository.split('/')[0], repository_id: '1' },
  ...{ repository_owner_id: '1', server_url: place.serverUrl, api_url: apiUrl(place) },
  graphql_url: `${place.serverUrl}/api/graphql`,
});

const refPart = ({ ref, sha, headRef = '', baseRef = '' }: TriggerEvent) => ({
  ...{ ref, sha, head_ref: headRef, base_ref: baseRef, ref_protected: false },
  ...{
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
  },
});

/** Parts of the context that have no environment variable. */
const NOT_IN_ENVIRONMENT = new Set(['event', 'token']);

/** GITHUB_… and other variables that identify a workflow run. */
export const githubEnvironment = (github: Readonly<Record<string, unknown>>): Record<string, string> => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  ...Object.fromEntries(
    Object.entries(github)
      .filter(([key]) => !NOT_IN_ENVIRONMENT.has(key))
      .map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, String(value)]),
  ),
});

/** The contexts that a run and its jobs may use before they have a runner. */
export const earlyContexts = (
  github: Readonly<Record<string, unknown>>,
  event: TriggerEvent,
  variables: Readonly<Record<string, string>>,
): Record<string, unknown> => ({ github, inputs: event.inputs ?? {}, vars: variables });

export const fieldText = (fields: Fields, key: string): string | undefined => {
  const token = fields.get(key);
  return token?.isScalar ? token.toString() : undefined;
};
