import * as z from 'zod';
import { clusterSchema } from './cluster.ts';
import { regionSchema } from './region.ts';

/** The JSON Schemas editors check `cluster/` with: path -> text. */
export const emitSchemas = (): Record<string, string> => ({
  'cluster/cluster.schema.json': emit(clusterSchema),
  'cluster/region.schema.json': emit(regionSchema),
});

const emit = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
