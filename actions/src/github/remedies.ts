import { runWorkflow } from '../lib/run-workflow.ts';

/** GitHub's answer to a request that it refused. */
export interface Refusal {
  /** Undefined if no answer came. */
  readonly status: number | undefined;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Host name of the API, e.g. `api.github.com`. */
  readonly host: string;
}

interface Asked {
  readonly permission: string;
  readonly input?: string;
}

type Remedy = string | ((refusal: Refusal, asked: Asked) => string);

/** By GitHub's own words, which are more specific than its status: most refusals are a 403. The first match counts. */
const BY_MESSAGE: readonly (readonly [RegExp, Remedy])[] = [
  [/rate limit|abuse detection/i, (refusal) => `Run the workflow again ${waitOf(refusal)}.`],
  [
    /issues (are|has been|have been) disabled/i,
    (_, { input }) =>
      `Turn on issues (Settings > General > Features > Issues)${input ? `, or remove the input ${input} from the workflow` : ''}.`,
  ],
  [
    /is locked/i,
    'Unlock the conversation ("Unlock conversation" in its right column), then run the workflow again.',
  ],
  [
    /ip allow list|ip address is not permitted/i,
    "The organization allows only listed IP addresses, and this runner's address is not listed. Use a self-hosted or larger " +
      'runner with a fixed address, or ask an owner to add its address (organization Settings > Authentication security > IP ' +
      'allow list).',
  ],
  [
    /SAML|single sign-on/i,
    "Pass the job's own token, github.token, as github-token, or authorize this token for the organization's single sign-on.",
  ],
  [/archived/i, 'Unarchive the repository (Settings > General > Danger Zone), then run the workflow again.'],
  [
    /not permitted to create or approve pull requests/i,
    'Turn on Settings > Actions > General > "Allow GitHub Actions to create and approve pull requests". If the box is ' +
      "greyed out, an owner of the organization must first tick the same box in the organization's settings.",
  ],
  [
    /protected branch|rule violations|made through a pull request|required status check/i,
    `The branch is protected, so propose the change instead: ${runWorkflow('add-region', { mode: 'pull-request' })}.`,
  ],
];

const BY_STATUS: Readonly<Record<number, Remedy>> = {
  401: "The token is wrong or has expired. Pass the job's own token, github.token, as github-token.",
  403: missingPermission,
  404: missingPermission,
  429: (refusal) => `Run the workflow again ${waitOf(refusal)}.`,
};

export function remedyFor(refusal: Refusal, asked: Asked): string {
  const remedy =
    BY_MESSAGE.find(([pattern]) => pattern.test(refusal.message))?.[1] ??
    BY_STATUS[refusal.status ?? 0] ??
    isDown;
  return typeof remedy === 'string' ? remedy : remedy(refusal, asked);
}

function missingPermission({ message }: Refusal, { permission }: Asked): string {
  if (/personal access token/i.test(message))
    return `The token lacks "${permission}". Pass the job's own token, github.token, as github-token.`;
  return (
    `The token may lack a permission. Add "${permission}" under the job's permissions in the workflow file. It takes effect ` +
    "even if the repository's or the organization's default is read-only."
  );
}

/** GitHub's status page does not cover a GitHub Enterprise Server. */
const isDown = ({ host }: Refusal): string =>
  host === 'api.github.com' || host.endsWith('.ghe.com')
    ? 'Check https://www.githubstatus.com, then run the workflow again.'
    : `Ask the administrators of ${host}, then run the workflow again.`;

/** How long GitHub asks us to wait. A secondary limit sends `retry-after`; an exhausted rate limit sends its reset time. */
function waitOf({ headers }: Refusal): string {
  const after = Number(headers['retry-after']);
  const reset = headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset']) : Number.NaN;
  const seconds = after > 0 ? after : reset - Date.now() / 1000;
  if (!(seconds > 0)) return 'in a few minutes';
  return seconds <= 60 ? 'in a minute' : `in ${Math.ceil(seconds / 60)} minutes`;
}
