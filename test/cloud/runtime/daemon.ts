import { compose } from './compose.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { holdLifeline } from './lifeline.ts';

/**
 * The one process that a local cloud consists of. It is never asked to end, only killed: whatever it made lives in
 * namespaces that end with it, so a crash leaves as little as an orderly stop would.
 */
const options: DaemonOptions = JSON.parse(process.argv[2] ?? '');
const lifeline = holdLifeline();
try {
  await compose(options);
  lifeline.ready();
} catch (error) {
  console.error(error);
  await lifeline.failed(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
