import { flotilla } from './lib/command-line.ts';

void flotilla(process.argv.slice(2));
