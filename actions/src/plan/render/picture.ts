import type { CloudChange } from '../../cloud/change.ts';
import { allHosts, type Declaration, type HostKind } from '../../declaration/declaration.ts';
import { isHost, observedHost } from '../droplets.ts';
import { type Health, isUnwell } from '../health/health.ts';
import type { Plan } from '../plan.ts';

/** Marks of a host. Each has its own style. */
type Mark = 'added' | 'removed' | 'unwell';

/** The parts of a plan that the picture shows. */
interface Pictured extends Pick<Plan, 'rotation'> {
  readonly cloud: readonly Pick<CloudChange, 'subject' | 'action' | 'observed'>[];
}

interface Drawn {
  readonly name: string;
  readonly region: string;
  readonly kind: HostKind;
  readonly mark?: Mark;
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
 * The cluster after the plan, by region, as a Mermaid flowchart. Marks the hosts that the plan adds and removes and, if
 * health was observed, the hosts with problems.
 */
export function renderPicture(plan: Pictured, declaration: Declaration, health?: Health): string {
  const hosts = [...declared(plan, declaration, health), ...leaving(plan)].map((host, index) => ({
    ...host,
    id: `h${index}`,
  }));
  return ['flowchart LR', ...regions(hosts), ...edges(hosts), ...styles(hosts)].join('\n');
}

/** A host with its id in the picture. */
type Placed = Drawn & { readonly id: string };

function regions(hosts: readonly Placed[]): string[] {
  const names = [...new Set(hosts.map(({ region }) => region))];
  return names.flatMap((name, index) => [
    `  subgraph r${index}["${label(name)}"]`,
    ...hosts.filter(({ region }) => region === name).map((host) => `    ${node(host)}`),
    '  end',
  ]);
}

function edges(hosts: readonly Placed[]): string[] {
  const staying = hosts.filter(({ mark }) => mark !== 'removed');
  const web = staying.filter(({ kind }) => kind === 'web');
  return [
    ...edge(
      'visitor((visitor))',
      '-->',
      hosts.filter(({ inRotation }) => inRotation),
    ),
    ...staying.filter(({ kind }) => kind === 'primary').flatMap(({ id }) => edge(id, '-.-', web)),
  ];
}

const styles = (hosts: readonly Placed[]): string[] =>
  (Object.keys(STYLES) as Mark[]).flatMap((style) =>
    styled(
      style,
      hosts.filter(({ mark }) => mark === style),
    ),
  );

function declared(plan: Pictured, declaration: Declaration, health: Health | undefined): Drawn[] {
  const made = new Set(plan.cloud.filter(makesDroplet).map(({ subject }) => subject.host));
  const unwell = new Set(health?.rows.filter(isUnwell).map(({ host }) => host.name));
  return allHosts(declaration).map(({ name, region, kind }) => {
    const mark = made.has(name) ? 'added' : unwell.has(name) ? 'unwell' : undefined;
    return { name, region, kind, mark, inRotation: plan.rotation.after.includes(name) };
  });
}

const makesDroplet = ({ subject, action }: Pictured['cloud'][number]): boolean =>
  isHost({ subject }) && (action === 'create' || action === 'replace');

/** Droplets that are deleted, including the old one of a replacement. */
const leaving = ({ cloud }: Pictured): Drawn[] =>
  cloud.flatMap((change) => {
    const observed = observedHost(change);
    if (observed === undefined || !['delete', 'replace'].includes(change.action)) return [];
    const { name, region } = observed.spec;
    return [{ name, region, kind: 'web', mark: 'removed', inRotation: false }];
  });

function node({ id, name, kind, mark }: Placed): string {
  const words = [name, ...(kind === 'primary' ? ['primary'] : []), ...(mark ? [WORDS[mark]] : [])];
  const text = `"${words.map(label).join('<br>')}"`;
  return kind === 'primary' ? `${id}[(${text})]` : `${id}[${text}]`;
}

/** Escapes Mermaid and HTML: anyone can choose the name of an observed droplet. */
const label = (text: string): string => text.replace(/[^\w .-]/g, '?');

const edge = (from: string, arrow: string, to: readonly Placed[]): string[] =>
  to.length === 0 ? [] : [`  ${from} ${arrow} ${to.map(({ id }) => id).join(' & ')}`];

const styled = (mark: Mark, hosts: readonly Placed[]): string[] =>
  hosts.length === 0
    ? []
    : [`  classDef ${mark} ${STYLES[mark]}`, `  class ${hosts.map(({ id }) => id).join(',')} ${mark}`];
