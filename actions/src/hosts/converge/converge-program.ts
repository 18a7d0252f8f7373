import { z } from 'zod';
import { convergeScript } from '#remote-scripts';
import { manifestPatchSchema } from '../model/manifest.ts';

const item = { path: z.string(), mode: z.string(), owner: z.string(), group: z.string() };

/** One step of `remote/converge/steps.py`, under the name that it has there. Its holes are filled, so it may hold secrets. */
const remoteStepSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('packages'), names: z.array(z.string()).readonly() }),
  z.object({ do: z.literal('directory'), ...item }),
  z.object({ do: z.literal('write'), ...item, content: z.string(), validate: z.string().exactOptional() }),
  z.object({ do: z.literal('link'), path: z.string(), target: z.string() }),
  z.object({ do: z.literal('remove'), path: z.string() }),
  z.object({ do: z.literal('validate'), command: z.string() }),
  /** Skipped if this order has started the unit `unlessStarted`. */
  z.object({ do: z.literal('run'), command: z.string(), unlessStarted: z.string().exactOptional() }),
  z.object({ do: z.literal('unit'), name: z.string(), enabled: z.boolean(), active: z.boolean() }),
  z.object({ do: z.literal('guarded'), check: z.string(), run: z.string() }),
]);
export type RemoteStep = z.infer<typeof remoteStepSchema>;

/** The input of `remote/converge/`. Every decision is made and every hole filled, so it contains secrets. */
const orderSchema = z.object({
  /** Who started the run, for the manifest. */
  by: z.string(),
  roles: z
    .array(
      manifestPatchSchema.extend({
        role: z.string(),
        /** Addresses of the changes, which the manifest lists as unfinished until they are done. */
        addresses: z.array(z.string()).readonly(),
        steps: z.array(z.intersection(remoteStepSchema, z.object({ address: z.string() }))).readonly(),
      }),
    )
    .readonly(),
});
export type Order = z.infer<typeof orderSchema>;

/** The progress of a step. `already`: a guarded command's check passed, so the command did not run. */
const stepEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started'), address: z.string() }),
  z.object({ event: z.enum(['changed', 'already']), address: z.string(), seconds: z.number() }),
]);
export type StepEvent = z.infer<typeof stepEventSchema>;

const outcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('finished') }),
  z.object({
    outcome: z.literal('failed'),
    address: z.string(),
    do: z.string(),
    error: z.string(),
    output: z.string(),
  }),
  z.object({ outcome: z.literal('locked'), holder: z.string() }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const convergeProgram = {
  source: convergeScript,
  timeoutMs: 30 * 60_000,
  verbs: { converge: { input: orderSchema, event: stepEventSchema, result: outcomeSchema } },
};
