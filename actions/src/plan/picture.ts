import { isOf } from '../cloud/is-of.ts';
import { allHosts, type Declaration, type HostKind } from '../declaration/declaration.ts';
import { type Health, isUnwell } from './health/health.ts';
import type { CloudChange, Plan } from './plan.ts';

/** What is special about a host, each with its own look. */
type Mark = 'added' | 'removed' | 'unwell';

interface Drawn {
  readonly name: string;
  readonly region: string;
  readonly kind: HostKind;
  readonly mark?: Mark | undefined;
  readonly inRotation: boolean;
}

const WORDS: Record<Mark, string> = { added: 'new', removed: 'removed', unwell: 'unwell' };
/** Readable on GitHub's light and dark background alike. */
const STYLES: Record<Mark, string> = {
  added: 'stroke:#1a7f37,stroke-width:3px',
  removed: 'stroke:#cf222e,stroke-width:3px,stroke-dasharray:5 5',
  unwell: 'stroke:#bf8700,stroke-width:3px',
};

/**
 * The cluster as the plan leaves it, by region, for Mermaid: what the plan adds and what it takes away, and, where
 * health was looked at, which hosts are not well.
 */
export function renderPicture(plan: Plan, declaration: Declaration, health?: Health): string {
  const drawn = [...declared(plan, declaration, health), ...leaving(plan)];
  const regions = [...new Set(drawn.map(({ region }) => region))];
  const ids = drawn.map((_, index) => `h${index}`);
  const pick = (matches: (host: Drawn) => boolean) =>
    ids.filter((_, index) => drawn.slice(index, index + 1).some(matches));
  return [
    'flowchart LR',
    ...regions.flatMap((region, index) => [
      `  subgraph r${index}["${label(region)}"]`,
      ...drawn.flatMap((host, place) => (host.region === region ? [`    ${node(`h${place}`, host)}`] : [])),
      '  end',
    ]),
    ...edge(
      'visitor((visitor))',
      '-->',
      pick(({ inRotation }) => inRotation),
    ),
    ...pick(({ kind, mark }) => kind === 'primary' && mark !== 'removed').flatMap((primary) =>
      edge(
        primary,
        '-.-',
        pick(({ kind, mark }) => kind === 'web' && mark !== 'removed'),
      ),
    ),
    ...(Object.keys(STYLES) as Mark[]).flatMap((mark) =>
      styled(
        mark,
        pick((host) => host.mark === mark),
      ),
    ),
  ].join('\n');
}

function declared(plan: Plan, declaration: Declaration, health: Health | undefined): Drawn[] {
  const made = new Set(plan.cloud.filter(makesDroplet).map(({ address }) => address));
  const unwell = new Set(health?.rows.filter(isUnwell).map(({ host }) => host.name));
  return allHosts(declaration).map(({ name, region, kind }) => {
    const mark = made.has(`droplet/${name}`) ? 'added' : unwell.has(name) ? 'unwell' : undefined;
    return { name, region, kind, mark, inRotation: plan.rotation.after.includes(name) };
  });
}

const makesDroplet = ({ address, action }: CloudChange): boolean =>
  address.startsWith('droplet/') && (action === 'create' || action === 'replace');

/** Droplets that are taken away, the old one of a replacement too. */
const leaving = ({ cloud }: Plan): Drawn[] =>
  cloud.flatMap(({ action, observed }) => {
    if (observed === undefined || !isOf('droplet', observed)) return [];
    if (action !== 'delete' && action !== 'replace') return [];
    const { name, region } = observed.spec;
    return [{ name, region, kind: 'web', mark: 'removed', inRotation: false }];
  });

function node(id: string, { name, kind, mark }: Drawn): string {
  const words = [name, ...(kind === 'primary' ? ['primary'] : []), ...(mark ? [WORDS[mark]] : [])];
  const text = `"${words.map(label).join('<br>')}"`;
  return kind === 'primary' ? `${id}[(${text})]` : `${id}[${text}]`;
}

/** Names of observed droplets are somebody's own text: nothing in them may be Mermaid's or HTML's. */
const label = (text: string): string => text.replace(/[^\w .-]/g, '?');

const edge = (from: string, arrow: string, to: readonly string[]): string[] =>
  to.length === 0 ? [] : [`  ${from} ${arrow} ${to.join(' & ')}`];

const styled = (mark: Mark, ids: readonly string[]): string[] =>
  ids.length === 0 ? [] : [`  classDef ${mark} ${STYLES[mark]}`, `  class ${ids.join(',')} ${mark}`];
