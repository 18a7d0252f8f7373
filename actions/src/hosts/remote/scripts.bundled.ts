/** Replaces `scripts.ts` in a bundle: the build inserts the text of each program (`scripts/remote-programs.ts`). */
export { default as certificatesScript } from './certificates/__main__.py';
export { default as contentScript } from './content/__main__.py';
export { default as convergeScript } from './converge/__main__.py';
export { default as dumpsScript } from './dumps/__main__.py';
export { default as factsScript } from './facts/__main__.py';
export { default as leaseScript } from './lease/__main__.py';
export { default as pageScript } from './page/__main__.py';
