import type { Plan } from '../plan.ts';
import { warningsOf } from '../warnings.ts';
import { headline } from './headline.ts';
import { dangersTitle, releaseLine, rotationLine } from './lines.ts';
import { cloudSection } from './markdown-cloud.ts';
import { DETAILS, type Detail, LEAST } from './markdown-detail.ts';
import { code, notice, plain } from './markdown-escape.ts';
import { hostsSection } from './markdown-hosts.ts';
import { stageLines } from './stages.ts';

/** GitHub refuses comments and issues of more characters. */
export const COMMENT_LIMIT = 65_536;

interface MarkdownOptions {
  /** The maximum length in characters. The default leaves room in a comment for what surrounds the plan. */
  readonly limit?: number;
  /** The heading of the dangers, in Markdown. */
  readonly confirmation?: string;
  /** Notices at the top, in Markdown, one line each. */
  readonly notices?: readonly string[];
  /** Where to find the whole plan, in Markdown, if parts are omitted. */
  readonly elsewhere?: string;
  /** Lines of Markdown in small print at the end: which commit, when, which run. */
  readonly foot?: readonly string[];
}

const WHOLE_PLAN = 'The plan file contains everything.';

/**
 * Renders the plan for a pull request's comment, an issue or a job summary: dangers first, then the changes and their
 * reasons. If it would be too long, it shows less detail and says what it omits.
 */
export function renderMarkdown(plan: Plan, options: MarkdownOptions = {}): string {
  const { limit = COMMENT_LIMIT - 5000 } = options;
  for (const detail of DETAILS) {
    const text = render(plan, detail, options);
    if (text.length <= limit) return text;
  }
  return render(plan, LEAST, options);
}

const render = (
  plan: Plan,
  detail: Detail,
  { confirmation, notices = [], foot = [], elsewhere = WHOLE_PLAN }: MarkdownOptions,
): string =>
  [
    `### Plan for ${plain(plan.cluster)} · ${plain(plan.domain)}`,
    `**${plain(headline(plan))}**`,
    ...notices.map(notice),
    alert('CAUTION', 'This plan cannot be applied:', plan.refusals, detail),
    alert('WARNING', confirmation ?? `${dangersTitle(plan)}:`, plan.dangers, detail),
    alert('IMPORTANT', 'Please note:', warningsOf(plan), detail),
    stageSection(plan),
    titled(`Rotation of ${plan.domain}`, rotationLine(plan.rotation)),
    titled('Content', releaseLine(plan)),
    cloudSection(plan.cloud, detail),
    ...hostsSection('host', plan.hosts, detail),
    ...hostsSection('content', plan.hosts, detail),
    ...hostsSection('certificate', plan.hosts, detail),
    notes(plan.notes, detail),
    detail.omits && `_Too long to show in full. Omitted: ${detail.omits}. ${elsewhere}_`,
    small([...foot, `fingerprint ${code(plan.fingerprint)}`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');

function stageSection(plan: Plan): string {
  const [title, ...steps] = stageLines(plan) ?? [];
  if (title === undefined) return '';
  return [`**${plain(title)}**`, '', ...steps.map((step, index) => `${index + 1}. ${plain(step)}`)].join(
    '\n',
  );
}

/** One of GitHub's alert boxes. */
const alert = (kind: string, title: string, lines: readonly string[], detail: Detail): string =>
  lines.length === 0
    ? ''
    : [`> [!${kind}]`, `> ${title}`, '>', ...shown(lines, detail).map((line) => `> - ${line}`)].join('\n');

const titled = (title: string, line: string | undefined): string =>
  line === undefined ? '' : `**${plain(title)}:** ${plain(line)}`;

const notes = (lines: readonly string[], detail: Detail): string =>
  lines.length === 0 ? '' : ['**Notes**', '', ...shown(lines, detail).map((line) => `- ${line}`)].join('\n');

function shown(lines: readonly string[], { lines: most, width }: Detail): string[] {
  const first = lines
    .slice(0, most)
    .map((line) => plain(line.length > width ? `${line.slice(0, width)}…` : line));
  return lines.length > most ? [...first, `… and ${lines.length - most} more`] : first;
}

const small = (parts: readonly string[]): string => `<sub>${parts.join(' · ')}</sub>`;
