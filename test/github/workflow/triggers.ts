import type { WorkflowTemplate } from '@actions/workflow-parser/model/workflow-template';
import type { TriggerEvent } from '../event.ts';
import { matchesAny } from './patterns.ts';

interface Filter {
  readonly branches?: string[];
  readonly 'branches-ignore'?: string[];
  readonly tags?: string[];
  readonly 'tags-ignore'?: string[];
  readonly paths?: string[];
  readonly 'paths-ignore'?: string[];
  readonly types?: string[];
}

/** GitHub checks at most this many files of a diff. Later files start no workflow. */
const MOST_FILES = 300;

/** The default activities of a pull request. */
const DEFAULT_TYPES = ['opened', 'synchronize', 'reopened'];

/** Returns whether an event starts a workflow that listens to `events`. */
export async function isTriggered(events: WorkflowTemplate['events'], event: TriggerEvent): Promise<boolean> {
  const filter = events[event.name] as Filter | undefined;
  if (filter === undefined) return false;
  if (event.name === 'merge_group') return passesRefs(filter, event);
  if (event.name !== 'push' && event.pull === undefined) return true;
  if (event.pull !== undefined && !(filter.types ?? DEFAULT_TYPES).includes(event.action ?? '')) return false;
  return passesRefs(filter, event) && (await passesPaths(filter, event));
}

/** A tag does not start a workflow that filters only branches, and vice versa. */
function passesRefs(filter: Filter, { branch, ref }: TriggerEvent): boolean {
  const tag = /^refs\/tags\/(.+)/.exec(ref)?.[1];
  const filtersBranches = filter.branches !== undefined || filter['branches-ignore'] !== undefined;
  const filtersTags = filter.tags !== undefined || filter['tags-ignore'] !== undefined;
  if (tag === undefined)
    return filtersBranches ? passes(branch, filter.branches, filter['branches-ignore']) : !filtersTags;
  return filtersTags ? passes(tag, filter.tags, filter['tags-ignore']) : !filtersBranches;
}

async function passesPaths(filter: Filter, event: TriggerEvent): Promise<boolean> {
  const { paths, 'paths-ignore': ignored } = filter;
  if (paths === undefined && ignored === undefined) return true;
  const changed = (await event.changed()).slice(0, MOST_FILES);
  return changed.some((path) => passes(path, paths, ignored));
}

const passes = (text: string, only: readonly string[] | undefined, ignored: readonly string[] | undefined) =>
  only ? matchesAny(only, text) : !matchesAny(ignored ?? [], text);
