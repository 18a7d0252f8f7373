import { flotilla } from './lib/command-line.ts';

void flotilla(['init', ...process.argv.slice(2)]);
