import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import { text } from './inputs.ts';
import { output } from './workflow.ts';

/** Writes the whole plan as JSON where asked to; a plan holds no secret, only the holes that they will fill. */
export async function savePlan(plan: Plan): Promise<void> {
  const path = text('plan-file');
  if (path === '') return;
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, `${JSON.stringify(plan, null, 2)}\n`);
  output('plan-file', path);
}
