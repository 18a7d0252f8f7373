import { existsSync } from 'node:fs';
import { cp, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { workspaceOf } from '../job-state.ts';
import type { StepCall, StepEnd } from '../step-call.ts';
import { refuseUnknown } from './inputs.ts';

const INPUTS = ['name', 'path', 'if-no-files-found', 'retention-days', 'compression-level', 'overwrite'];

/** Copies the requested files to `artifacts/<name>/` of the run. */
export async function uploadArtifact(
  { state, show }: StepCall,
  inputs: Readonly<Record<string, string>>,
): Promise<StepEnd> {
  refuseUnknown('actions/upload-artifact', inputs, INPUTS);
  const { name = 'artifact', path = '', overwrite, 'if-no-files-found': ifNone = 'warn' } = inputs;
  const workspace = workspaceOf(state);
  const found = path
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => existing(workspace, line.trim()));
  if (found.length === 0) return noFiles(path, ifNone, show);
  const folder = join(state.artifacts, name);
  if (existsSync(folder) && overwrite !== 'true')
    return {
      failure: `Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run`,
    };
  await rm(folder, { recursive: true, force: true });
  await copy(found, folder, workspace);
  show(`Artifact ${name} has been successfully uploaded`);
  return {};
}

function existing(workspace: string, path: string): readonly string[] {
  if (/[*?[]/.test(path))
    throw new Error(`actions/upload-artifact: the local stand-in has no wildcards: ${path}`);
  const full = resolve(workspace, path);
  return existsSync(full) ? [full] : [];
}

function noFiles(path: string, ifNone: string, show: (line: string) => void): StepEnd {
  const message = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
  if (ifNone === 'error') return { failure: message };
  if (ifNone === 'warn') show(`::warning::${message}`);
  return {};
}

/** For a single folder its content; for several paths, each with its path relative to the workspace. */
async function copy(found: readonly string[], folder: string, workspace: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [only] = found;
  if (only && found.length === 1) {
    const isFolder = (await stat(only)).isDirectory();
    return cp(only, isFolder ? folder : join(folder, basename(only)), { recursive: true });
  }
  for (const path of found) await cp(path, join(folder, relative(workspace, path)), { recursive: true });
}
