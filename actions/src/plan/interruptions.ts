import type { HostPlan } from './plan.ts';

/** What restarts on a host and is felt by somebody. */
export const interruptionsOf = (host: HostPlan): { readonly name: string; readonly interrupts: string }[] =>
  host.kind === 'converge'
    ? host.roles.flatMap(({ handlers }) =>
        handlers.flatMap(({ name, interrupts }) => (interrupts === undefined ? [] : [{ name, interrupts }])),
      )
    : [];
