import { hostname, userInfo } from 'node:os';
import * as core from '@actions/core';
import type { Problem } from '../declaration/problem.ts';
import { messageOf } from '../lib/failure.ts';

/**
 * How a command talks to its workflow. In a terminal it prints plain text instead, and masks nothing: the line that masks a
 * value in GitHub's log contains the value.
 */
export const inWorkflow = (): boolean => process.env.GITHUB_ACTIONS === 'true';

/** Who started this run: a login at GitHub, or e.g. `root@laptop`. */
export const runStarter = (): string =>
  (inWorkflow() && process.env.GITHUB_ACTOR) || `${userInfo().username}@${hostname()}`;

/** Names this run, for people who wait for it. */
export function runName(): string {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  if (inWorkflow()) return `run ${GITHUB_RUN_ID} of ${GITHUB_REPOSITORY}, started by ${runStarter()}`;
  return `${runStarter()}, process ${process.pid}`;
}

/** Hides a value in the job's log, line by line, because the runner compares lines. */
export function mask(value: string): void {
  if (!inWorkflow()) return;
  for (const line of value.split('\n').filter((part) => part.trim().length > 3)) core.setSecret(line);
}

/** Never throws: the work that the output describes is done already. */
export function output(name: string, value: string | boolean): void {
  try {
    if (inWorkflow()) core.setOutput(name, value);
  } catch (error) {
    warn(`The output ${name}: ${messageOf(error)}`);
  }
}

/** Does what follows the work, such as a summary. If it fails, log a warning: it does not change the run's result. */
export async function afterwards(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warn(`${what}: ${messageOf(error)}`);
  }
}

/** Makes the command fail. */
export function fail(message: string): void {
  if (inWorkflow()) core.setFailed(message);
  else process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

/** A problem that does not make the command fail. */
export function warn(message: string): void {
  if (inWorkflow()) core.warning(message);
  else process.stderr.write(`${message}\n`);
}

/** A message that stands out in the run. */
export function notice(message: string): void {
  if (inWorkflow()) core.notice(message);
  else process.stdout.write(`${message}\n`);
}

/** Annotates the line of the declaration that has the mistake. */
export function annotate({ file, line, column, message, remedy }: Problem): void {
  if (!inWorkflow()) return;
  core.error(`${message}\n${remedy}`, { file, startLine: line, startColumn: column, title: 'Declaration' });
}

/** Whether the job has a summary to add to. */
export const hasSummary = (): boolean => Boolean(process.env.GITHUB_STEP_SUMMARY);

/** Adds to the job's summary, if there is one. */
export async function summarise(markdown: string): Promise<void> {
  if (hasSummary()) await afterwards("The job's summary", () => core.summary.addRaw(markdown, true).write());
}
