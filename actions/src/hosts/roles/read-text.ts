import { readFileSync } from 'node:fs';

/** A file of a role by its path below this folder. A bundle has it as text: see `scripts/role-texts.ts`. */
export const readText = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
