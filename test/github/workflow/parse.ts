import {
  convertWorkflowTemplate,
  isMapping,
  isSequence,
  NoOperationTraceWriter,
  parseWorkflow,
} from '@actions/workflow-parser';
import type { WorkflowTemplate } from '@actions/workflow-parser/model/workflow-template';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { JOB_KEYS, refuseOthers, STEP_KEYS, WORKFLOW_KEYS } from './supported.ts';

/** The values by key, before expressions are evaluated. */
export type Fields = ReadonlyMap<string, TemplateToken>;

export interface Workflow {
  /** `.github/workflows/<file>` */
  readonly path: string;
  readonly events: WorkflowTemplate['events'];
  readonly fields: Fields;
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: string;
  readonly needs: readonly string[];
  /** Always includes a status check: `success() && (…)` unless the author wrote another one. */
  readonly condition: string;
  readonly fields: Fields;
  readonly steps: readonly Step[];
}

export interface Step {
  /** `__…` if the author gave none. */
  readonly id: string;
  readonly condition: string;
  readonly fields: Fields;
}

/** @throws with all errors of GitHub's own parser, or with what the local GitHub does not support. */
export async function readWorkflow(path: string, content: string): Promise<Workflow> {
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors();
  if (errors.length > 0 || value === undefined)
    throw new Error(`Invalid workflow file: ${path}\n${errors.map(String).join('\n')}`);
  const template = await convertWorkflowTemplate(context, value);
  const late = context.errors.getErrors();
  if (late.length > 0) throw new Error(`Invalid workflow file: ${path}\n${late.map(String).join('\n')}`);
  const fields = fieldsOf(value);
  refuseOthers(fields, WORKFLOW_KEYS, path);
  const written = fieldsOf(fields.get('jobs'));
  const jobs = template.jobs.map((job) => readJob(job, fieldsOf(written.get(job.id.value)), path));
  return { path, events: template.events, fields, jobs };
}

function readJob(job: WorkflowTemplate['jobs'][number], fields: Fields, path: string): Job {
  const where = `${path}: job ${job.id.value}`;
  refuseOthers(fields, JOB_KEYS, where);
  if (job.type !== 'job')
    throw new Error(`${where} calls a workflow, which the local GitHub does not support`);
  const steps = itemsOf(fields.get('steps')).map((token, index) => {
    const step = job.steps[index];
    const written = fieldsOf(token);
    refuseOthers(written, STEP_KEYS, `${where}, step ${index + 1}`);
    return { id: step?.id ?? '', condition: step?.if?.expression ?? 'success()', fields: written };
  });
  const needs = (job.needs ?? []).map(({ value }) => value);
  return { id: job.id.value, needs, condition: job.if.expression, fields, steps };
}

export const fieldsOf = (token: TemplateToken | undefined): Fields =>
  new Map(token && isMapping(token) ? [...token].map(({ key, value }) => [key.toString(), value]) : []);

const itemsOf = (token: TemplateToken | undefined): readonly TemplateToken[] =>
  token && isSequence(token) ? [...token] : [];
