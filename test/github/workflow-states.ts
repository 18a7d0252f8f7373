type WorkflowState = 'active' | 'disabled_manually' | 'disabled_inactivity';

/** After this many days without activity, GitHub disables the scheduled workflows of a public repository. */
const QUIET_DAYS = 60;

/** The disabled workflows. No event starts them. */
export class WorkflowStates {
  readonly #states = new Map<string, WorkflowState>();
  readonly #quietDays = new Map<string, number>();

  constructor(disabled: readonly string[]) {
    for (const file of disabled) this.disable(file, 'disabled_manually');
  }

  of(file: string): WorkflowState {
    return this.#states.get(file) ?? 'active';
  }

  disable(file: string, state: WorkflowState): void {
    this.#states.set(file, state);
  }

  /** Also restarts the count of days of an active workflow. */
  enable(file: string): void {
    this.#states.delete(file);
    this.#quietDays.delete(file);
  }

  /** A push. Disabled workflows stay disabled. */
  sawActivity(): void {
    this.#quietDays.clear();
  }

  pass(days: number, scheduled: readonly string[]): void {
    for (const file of scheduled) {
      const quiet = (this.#quietDays.get(file) ?? 0) + days;
      this.#quietDays.set(file, quiet);
      if (quiet >= QUIET_DAYS && this.of(file) === 'active') this.disable(file, 'disabled_inactivity');
    }
  }
}
