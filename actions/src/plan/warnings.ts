import type { CloudChange } from '../cloud/change.ts';
import { KINDS, RESOURCE_TYPES } from '../cloud/kinds.ts';
import type { Handler } from '../hosts/model/role.ts';
import type { HostChange, RoleChanges } from '../hosts/model/steps.ts';
import { some } from '../lib/words.ts';
import { coreWarnings } from './content.ts';
import type { HostPlan, Plan } from './plan.ts';
import { awayWords } from './render/lines.ts';

/** Sentences that a person must not overlook, except those that already need a confirmation. */
export const warningsOf = (plan: Plan): string[] =>
  [
    ...primaryAway(plan),
    ...plan.warnings,
    ...cloudWarnings(plan.cloud),
    ...restartsOf(plan),
    ...coreWarnings(plan),
  ].filter((line) => !plan.dangers.includes(line));

function primaryAway({ hosts: [primary], topology }: Plan): string[] {
  if (primary?.kind !== 'unreachable') return [];
  return [
    `${primary.host}, the primary, ${awayWords(primary)}, so this plan does not change it. Until it does, ${WITHOUT_PRIMARY[topology]}, ` +
      'and their part of the plan relies on what they last knew about it.',
  ];
}

const WITHOUT_PRIMARY: Readonly<Record<Plan['topology'], string>> = {
  single: 'the web hosts serve cached pages',
  cluster:
    'renewals of the certificate wait. The other hosts serve the site while they are the majority of the members',
};

/** Warnings about changes at DigitalOcean, kind by kind. */
export const cloudWarnings = (changes: readonly CloudChange[]): string[] =>
  RESOURCE_TYPES.flatMap((type) =>
    KINDS[type].warnings(changes.filter(({ subject }) => subject.type === type)),
  );

/** One line for each kind of restart, with all its hosts. */
function restartsOf({ hosts }: Plan): string[] {
  const where = new Map<string, string[]>();
  for (const host of hosts) {
    for (const { name, interrupts } of interruptionsOf(host)) {
      const what = `${name} (${interrupts}).`;
      where.set(what, [...(where.get(what) ?? []), host.host]);
    }
  }
  return [...where].map(([what, names]) => `On ${some(names)}: ${what}`);
}

type Interruption = Handler & { readonly interrupts: string };

/** Restarts on a host that interrupt users. */
export const interruptionsOf = (host: HostPlan): Interruption[] => rolesOf(host).flatMap(interruptionsIn);

/** The changes that cause those restarts. */
export const interruptingChanges = (host: HostPlan): HostChange[] =>
  rolesOf(host).flatMap((role) => {
    const names = new Set(interruptionsIn(role).map(({ name }) => name));
    return role.changes.filter(({ notify }) => notify.some((name) => names.has(name)));
  });

const rolesOf = (host: HostPlan): readonly RoleChanges[] => (host.kind === 'converge' ? host.roles : []);

const interruptionsIn = ({ handlers }: RoleChanges): Interruption[] =>
  handlers.flatMap((handler) =>
    handler.interrupts === undefined ? [] : [{ ...handler, interrupts: handler.interrupts }],
  );
