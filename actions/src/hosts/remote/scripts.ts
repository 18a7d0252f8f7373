import { program } from './program.ts';

/**
 * The Python that runs on hosts, as text. From a checkout it is put together when this module is loaded; a bundle is
 * built with the condition `bundle` and gets `scripts.bundled.ts` instead (`imports` in package.json).
 */
export const factsScript = program('facts');
export const leaseScript = program('lease');
export const certificatesScript = program('certificates');
export const convergeScript = program('converge');
export const contentScript = program('content');
export const dumpsScript = program('dumps');
export const pageScript = program('page');
