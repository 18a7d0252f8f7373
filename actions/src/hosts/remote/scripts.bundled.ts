/** What a bundle has instead of `scripts.ts`: esbuild's text loader puts the files' text in. */
export { default as certificatesScript } from './certificates.py';
export { default as contentScript } from './content.py';
export { default as convergeScript } from './converge.py';
export { default as dumpsScript } from './dumps.py';
export { default as factsScript } from './facts.py';
export { default as leaseScript } from './lease.py';
