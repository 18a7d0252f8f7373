/** What a bundle has instead of `scripts.ts`: the build puts the whole program's text in (`scripts/remote-programs.ts`). */
export { default as certificatesScript } from './certificates/__main__.py';
export { default as contentScript } from './content/__main__.py';
export { default as convergeScript } from './converge/__main__.py';
export { default as dumpsScript } from './dumps/__main__.py';
export { default as factsScript } from './facts/__main__.py';
export { default as leaseScript } from './lease/__main__.py';
export { default as pageScript } from './page/__main__.py';
