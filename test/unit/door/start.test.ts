import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundled, declare } from './doors.ts';

const door = bundled('plan', 'apply', 'add-region');

/** Tells the processor's time at the first request: on a busy machine the clock tells of other work. */
const STOPWATCH = `
const http = require('node:http');
const { request } = http;
http.request = (...all) => {
  http.request = request;
  const { user, system } = process.cpuUsage();
  process.stderr.write('first request after ' + (user + system) / 1000 + ' ms\\n');
  process.exit();
};
`;

it.each(['plan', 'apply', 'add-region'])('%s makes its first request within half a second', async (name) => {
  const folder = declare();
  const stopwatch = join(folder, 'stopwatch.cjs');
  writeFileSync(stopwatch, STOPWATCH);
  const env = {
    ...{ NODE_OPTIONS: `--require ${stopwatch}`, 'INPUT_API-URL': 'http://127.0.0.1:9/v2' },
    ...{ 'INPUT_DIGITALOCEAN-TOKEN': 'none', 'INPUT_CLUSTER-SECRET': 'ab'.repeat(32) },
    ...{ INPUT_REGION: 'fra1', INPUT_HOSTS: '1', INPUT_SIZE: 's-1vcpu-1gb' },
  };
  const { log } = await door(name, { folder, env });
  expect(Number(/first request after ([\d.]+) ms/.exec(log)?.[1])).toBeLessThan(500);
});
