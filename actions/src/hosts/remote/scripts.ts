import { readFileSync } from 'node:fs';

/**
 * The Python that runs on hosts, as text. From a checkout it is read beside this module; a bundle, which has no files
 * beside it, is built with the condition `bundle` and gets `scripts.bundled.ts` instead (`imports` in package.json).
 */
const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

export const factsScript = read('./facts.py');
export const leaseScript = read('./lease.py');
export const certificatesScript = read('./certificates.py');
export const convergeScript = read('./converge.py');
export const contentScript = read('./content.py');
export const dumpsScript = read('./dumps.py');
