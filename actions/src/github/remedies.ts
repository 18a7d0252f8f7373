import { runWorkflow } from '../lib/run-workflow.ts';

/** What GitHub answered to a request that it refused. */
export interface Refusal {
  /** Undefined when no answer came. */
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

/** Remedies by GitHub's own words, which tell more than its status: most refusals are a 403. The first match counts. */
const BY_MESSAGE: readonly (readonly [RegExp, Remedy])[] = [
  [/rate limit|abuse detection/i, (refusal) => `Run the workflow again ${waitOf(refusal)}.`],
  [
    /issues (are|has been|have been) disabled/i,
    (_, { input }) =>
      `Switch issues on (Settings > General > Features > Issues)${input ? `, or remove the input ${input} from the workflow` : ''}.`,
  ],
  [
    /is locked/i,
    'The conversation is locked. Unlock it ("Unlock conversation" in its right column), then run the workflow again.',
  ],
  [
    /ip allow list|ip address is not permitted/i,
    "The organization only allows listed IP addresses, and this runner's is not listed. Use a self-hosted or larger runner " +
      'with a fixed address, or have an owner add its address (organization Settings > Authentication security > IP allow list).',
  ],
  [
    /SAML|single sign-on/i,
    "Pass the job's own token, github.token, as github-token, or authorize this token for the organization's single sign-on.",
  ],
  [/archived/i, 'Unarchive the repository (Settings > General > Danger Zone), then run the workflow again.'],
  [
    /not permitted to create or approve pull requests/i,
    'Allow it: Settings > Actions > General > "Allow GitHub Actions to create and approve pull requests". If the box is ' +
      'greyed out, an owner of the organization must tick the same box in its settings first.',
  ],
  [
    /protected branch|rule violations|made through a pull request|required status check/i,
    `The branch is protected. ${runWorkflow('add-region', { mode: 'pull-request' })}.`,
  ],
];

const BY_STATUS: Readonly<Record<number, Remedy>> = {
  401: "The token is wrong or has expired. Pass the job's own, github.token, as github-token.",
  403: mayNot,
  404: mayNot,
  429: (refusal) => `Run the workflow again ${waitOf(refusal)}.`,
};

export function remedyFor(refusal: Refusal, asked: Asked): string {
  const remedy =
    BY_MESSAGE.find(([pattern]) => pattern.test(refusal.message))?.[1] ??
    BY_STATUS[refusal.status ?? 0] ??
    isDown;
  return typeof remedy === 'string' ? remedy : remedy(refusal, asked);
}

function mayNot({ message }: Refusal, { permission }: Asked): string {
  if (/personal access token/i.test(message))
    return `The token lacks "${permission}". Pass the job's own token, github.token, as github-token.`;
  return (
    `The token may lack a permission. Put "${permission}" under the job's permissions in the workflow file: it also ` +
    "counts where the repository's or the organization's default is read-only."
  );
}

/** GitHub's status page says nothing about a GitHub Enterprise Server. */
const isDown = ({ host }: Refusal): string =>
  host === 'api.github.com' || host.endsWith('.ghe.com')
    ? 'See https://www.githubstatus.com and run the workflow again.'
    : `Check with the administrators of ${host}, then run the workflow again.`;

/** How long GitHub asks to wait. Why two headers: a secondary limit sends retry-after, a used-up budget its reset. */
function waitOf({ headers }: Refusal): string {
  const after = Number(headers['retry-after']);
  const reset = headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset']) : Number.NaN;
  const seconds = after > 0 ? after : reset - Date.now() / 1000;
  if (!(seconds > 0)) return 'in a few minutes';
  return seconds <= 60 ? 'in a minute' : `in ${Math.ceil(seconds / 60)} minutes`;
}
