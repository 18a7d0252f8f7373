import type { Cloud } from '../cloud/cloud.ts';
import type { Declaration } from '../declaration/declaration.ts';
import type { Observation } from '../run/observe.ts';
import type { Progress } from '../run/progress.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Decision } from './decision.ts';
import type { Served } from './prove-host.ts';

export interface RenewInput {
  readonly declaration: Declaration;
  readonly cloud: Cloud;
  readonly secrets: Secrets;
  readonly observation: Observation;
  /** Orders although it is not due. */
  readonly force: boolean;
  readonly progress: Progress;
  readonly onDecision: (decision: Decision) => void;
  /** Milliseconds that the run may still last. */
  readonly leftMs: () => number;
}

export interface RenewReport {
  readonly renewed: boolean;
  /** One for each host and address that was seen to serve. */
  readonly served: readonly (Served & { readonly host: string })[];
  /** One line each: what failed, where, and what to do next. */
  readonly failures: readonly string[];
}
