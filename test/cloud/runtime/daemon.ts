import { compose } from './compose.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { holdLifeline } from './lifeline.ts';

/**
 * The main process of a local cloud. It is only ever killed. Everything that it starts lives in namespaces that end with
 * it, so a crash leaves as little behind as an orderly stop.
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
