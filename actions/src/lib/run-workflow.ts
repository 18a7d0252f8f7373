/** What a person can enter under "Run workflow", by workflow. A test compares this with the workflows themselves. */
export const RUN_WORKFLOW_INPUTS = {
  deploy: ['confirm', 'confirm-commit', 'adopt', 'recover-from'],
  certificates: ['force'],
  rollback: ['to', 'database'],
  'add-region': ['mode'],
} as const;

type Workflow = keyof typeof RUN_WORKFLOW_INPUTS;
type Values<W extends Workflow> = Partial<Record<(typeof RUN_WORKFLOW_INPUTS)[W][number], string | true>>;

const AND = new Intl.ListFormat('en', { type: 'conjunction' });

/** A remedy that can be carried out where it is read: where to click on GitHub, and what to enter there. */
export function runWorkflow<W extends Workflow>(workflow: W, inputs: Values<W> = {}): string {
  const steps = Object.entries<string | true | undefined>(inputs).map(([name, value]) =>
    value === true ? `tick "${name}"` : `enter ${value} under "${name}"`,
  );
  return AND.format([`open Actions > ${workflow} > Run workflow`, ...steps]);
}
