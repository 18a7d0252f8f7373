import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, the longest first. If one started last, the other lane would wait for it. */
const LONGEST = [
  'life',
  'cluster/conversion',
  'cluster/faults',
  'approvals',
  'kill',
  'domain',
  'moves',
  'uploads',
  'cluster/proxy',
  'arrival',
  'in-a-row',
  'upgrade',
  'proof',
  'content',
];

const place = ({ moduleId }: TestSpecification): number => {
  const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return found === -1 ? LONGEST.length : found;
};

/** The same order in every run. Ignores the cache of earlier runs. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => place(a) - place(b) || a.moduleId.localeCompare(b.moduleId));
  }
}
