import { setTimeout as pause } from 'node:timers/promises';
import { longestWrite } from '../../test/e2e/cluster/figures.ts';
import {
  cutPower,
  leftOut,
  lost,
  type Members,
  powerOn,
  underTraffic,
  whole,
} from '../../test/e2e/cluster/members.ts';

/** How long the others go on without the primary, in milliseconds. */
const WITHOUT_MS = 2_000;
/** Between two reads: the hosts share this machine. */
const EVERY_MS = 200;
/** For the primary to boot and to get what it missed. */
const BACK_SECONDS = 120;

/** Switches the primary off and on while visitors read and writers publish, and prints what they noticed. Throws if anything was lost. */
export async function showFailover(members: Members, print: (line: string) => void): Promise<void> {
  const { primary, web } = members;
  print(
    `5 pages and uploads a second are read through ${web.join(', ')}, and a writer on each publishes posts.`,
  );
  let back = 0;
  const traffic = await underTraffic(
    members,
    async () => {
      await cutPower(members, primary);
      print(`${primary}, the primary, has no power.`);
      await leftOut(members, primary);
      await pause(WITHOUT_MS);
      await powerOn(members, primary);
      print(`${primary} is switched on again.`);
      back = await whole(members, BACK_SECONDS);
      print(`${primary} has everything that it missed, ${back.toFixed(0)} s later.\n`);
    },
    EVERY_MS,
  );
  const missing = await lost(members, traffic);
  print(
    `  Posts   ${traffic.written.length} acknowledged, ${missing.length} lost, ${traffic.refused.length} refused. The longest wait was ${longestWrite(traffic).toFixed(1)} s.`,
  );
  print(`  Reads   ${traffic.reads}, ${traffic.failed.length} failed.`);
  if (missing.length > 0) throw new Error(`Lost: ${missing.join(', ')}`);
}
