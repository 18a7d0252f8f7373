import type { Plan } from '../plan.ts';
import { warningsOf } from '../warnings.ts';
import { headline } from './headline.ts';
import { dangersTitle, passageLines, releaseLine, rotationLine } from './lines.ts';
import { cloudSection } from './markdown-cloud.ts';
import { DETAILS, type Detail, LEAST } from './markdown-detail.ts';
import { code, notice, plain } from './markdown-escape.ts';
import { hostsSection } from './markdown-hosts.ts';

/** GitHub refuses comments and issues of more characters. */
export const COMMENT_LIMIT = 65_536;

interface MarkdownOptions {
  /** Characters; by default a comment's, less what may surround the plan. */
  readonly limit?: number;
  /** What is said over the dangers, in Markdown. */
  readonly confirmation?: string;
  /** What a reader must know first, in Markdown, a line each. */
  readonly notices?: readonly string[];
  /** Where the whole plan is, in Markdown, for who reads a part of it. */
  readonly elsewhere?: string;
  /** Lines of Markdown in small print below: which commit, when, by whom. */
  readonly foot?: readonly string[];
}

const WHOLE_PLAN = "The plan's file has all of it.";

/**
 * The plan for a pull request's comment, an issue or a job's summary: what is dangerous first, then what changes and
 * why. Where it grows too long it is told with less detail, and says so.
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
    alert('CAUTION', 'This plan will not be applied:', plan.refusals, detail),
    alert('WARNING', confirmation ?? `${dangersTitle(plan)}:`, plan.dangers, detail),
    alert('IMPORTANT', 'Mind:', warningsOf(plan), detail),
    passageSection(plan),
    titled(`Rotation of ${plan.domain}`, rotationLine(plan.rotation)),
    titled('Content', releaseLine(plan)),
    cloudSection(plan.cloud, detail),
    ...hostsSection('host', plan.hosts, detail),
    ...hostsSection('content', plan.hosts, detail),
    ...hostsSection('certificate', plan.hosts, detail),
    notes(plan.notes, detail),
    detail.omits && `_Left out, since all of it is too long for here: ${detail.omits}. ${elsewhere}_`,
    small([...foot, `fingerprint ${code(plan.fingerprint)}`]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');

function passageSection(plan: Plan): string {
  const [title, ...steps] = passageLines(plan) ?? [];
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
  lines.length === 0
    ? ''
    : ['**Worth knowing**', '', ...shown(lines, detail).map((line) => `- ${line}`)].join('\n');

function shown(lines: readonly string[], { lines: most, width }: Detail): string[] {
  const first = lines
    .slice(0, most)
    .map((line) => plain(line.length > width ? `${line.slice(0, width)}…` : line));
  return lines.length > most ? [...first, `… and ${lines.length - most} more`] : first;
}

const small = (parts: readonly string[]): string => `<sub>${parts.join(' · ')}</sub>`;
