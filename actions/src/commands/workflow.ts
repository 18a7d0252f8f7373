import { hostname, userInfo } from 'node:os';
import * as core from '@actions/core';
import type { Problem } from '../declaration/problem.ts';
import { messageOf } from '../lib/failure.ts';
import { box } from '../plan/render/markdown-escape.ts';

/**
 * What a door tells its workflow. In a terminal the same is said in plain words, and nothing is said about secrets:
 * the command that masks a value in GitHub's log holds the value.
 */
export const inWorkflow = (): boolean => process.env.GITHUB_ACTIONS === 'true';

/** Who started this run: a login at GitHub, or e.g. `root@laptop`. */
export const runStarter = (): string =>
  (inWorkflow() && process.env.GITHUB_ACTOR) || `${userInfo().username}@${hostname()}`;

/** Who this run is, for people who wait for it. */
export function runName(): string {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
  if (inWorkflow()) return `run ${GITHUB_RUN_ID} of ${GITHUB_REPOSITORY}, started by ${runStarter()}`;
  return `${runStarter()}, process ${process.pid}`;
}

/** Hides a value in the job's log, line by line, as the runner compares. */
export function mask(value: string): void {
  if (!inWorkflow()) return;
  for (const line of value.split('\n').filter((part) => part.trim().length > 3)) core.setSecret(line);
}

/** Never throws: the work that an output describes is done. */
export function output(name: string, value: string | boolean): void {
  try {
    if (inWorkflow()) core.setOutput(name, value);
  } catch (error) {
    warn(`The output ${name}: ${messageOf(error)}`);
  }
}

/** Does what follows the work, such as a summary: its failure is a warning, and the run's result stays the work's. */
export async function afterwards(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warn(`${what}: ${messageOf(error)}`);
  }
}

/** Ends the door red. */
export function fail(message: string): void {
  if (inWorkflow()) core.setFailed(message);
  else process.stderr.write(`\n${message}\n`);
  process.exitCode = 1;
}

/** Ends a door that threw: red, with the reason also where people look for what was done. */
export async function giveUp(error: unknown): Promise<void> {
  const message = messageOf(error);
  fail(message);
  await summarise(`${box('CAUTION', message)}\n`);
}

/** Something that went wrong and does not end the door. */
export function warn(message: string): void {
  if (inWorkflow()) core.warning(message);
  else process.stderr.write(`${message}\n`);
}

/** Something that a reader of the run should know. */
export function notice(message: string): void {
  if (inWorkflow()) core.notice(message);
  else process.stdout.write(`${message}\n`);
}

/** Marks the line of the declaration that is wrong. */
export function annotate({ file, line, column, message, remedy }: Problem): void {
  if (!inWorkflow()) return;
  core.error(`${message}\n${remedy}`, { file, startLine: line, startColumn: column, title: 'Declaration' });
}

/** Whether what is said to `summarise` is read by anybody. */
export const hasSummary = (): boolean => Boolean(process.env.GITHUB_STEP_SUMMARY);

/** Adds to the job's summary, where there is one. */
export async function summarise(markdown: string): Promise<void> {
  if (hasSummary()) await afterwards("The job's summary", () => core.summary.addRaw(markdown, true).write());
}
