import { z } from 'zod';
import { jsonIn } from '../link/printed.ts';

/** The host's lines: progress of a step, or the one that ends the run. */
const eventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('started'), address: z.string() }),
  z.object({ state: z.enum(['changed', 'already']), address: z.string(), seconds: z.number() }),
  z.object({
    state: z.literal('failed'),
    address: z.string(),
    do: z.string(),
    error: z.string(),
    output: z.string(),
  }),
  z.object({ state: z.literal('locked'), holder: z.string() }),
  z.object({ state: z.literal('finished') }),
]);

export type ConvergeEvent = z.infer<typeof eventSchema>;

/** Undefined for a line that is no event, such as one that a shell's start-up file prints. */
export const eventOf = (line: string): ConvergeEvent | undefined => eventSchema.safeParse(jsonIn(line)).data;
