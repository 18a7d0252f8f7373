import type { Command } from './command.ts';

/** Every command by its name on the command line. Each is loaded when it is used, because a run needs only one. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import('./plan.ts')).plan,
  apply: async () => (await import('./apply.ts')).apply,
  sync: async () => (await import('./sync.ts')).sync,
  rollback: async () => (await import('./sync.ts')).rollback,
  renew: async () => (await import('./renew.ts')).renew,
  'add-region': async () => (await import('./add-region.ts')).addRegion,
  status: async () => (await import('./status.ts')).status,
  validate: async () => (await import('./validate.ts')).validate,
};

/** The commands that are actions for GitHub too, by the action's folder. */
export const ACTIONS: Readonly<Record<string, string>> = {
  plan: 'plan',
  apply: 'apply',
  'sync-content': 'sync',
  'renew-certificates': 'renew',
  'add-region': 'add-region',
};
