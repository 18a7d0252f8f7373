import { PROBES } from '../../hosts/roles/index.ts';
import { unitName } from '../../hosts/roles/share.ts';
import { isClockOff, isDiskLow, LOW_MEMORY_PERCENT, percentOf } from '../../lib/thresholds.ts';
import { span } from '../../lib/words.ts';
import { bad, type Check, NOTHING, onFacts } from './check.ts';

const disk: Check = {
  title: 'disk free',
  run: onFacts(({ disk: { freeMiB, totalMiB } }) => {
    const percent = percentOf(freeMiB, totalMiB);
    if (!isDiskLow({ freeMiB, totalMiB })) return { text: `${percent} %` };
    return bad(
      `${percent} %`,
      `has ${freeMiB} MiB of disk left, of ${totalMiB}.`,
      'Find what fills it with `du -xh / | sort -h | tail` there. A resize leaves its disk as it is; a new host of a larger ' +
        'size has more.',
    );
  }),
};

const memory: Check = {
  title: 'memory free',
  run: onFacts(({ memoryMiB, health }) => {
    if (health === undefined) return NOTHING;
    const percent = percentOf(health.memoryAvailableMiB, memoryMiB);
    if (percent >= LOW_MEMORY_PERCENT) return { text: `${percent} %` };
    return bad(
      `${percent} %`,
      `has ${health.memoryAvailableMiB} MiB of memory left, of ${memoryMiB}.`,
      'See who takes it with `ps --sort=-rss aux | head` there, or give it a larger size.',
    );
  }),
};

const wordpress: Check = {
  title: 'wordpress',
  run: onFacts(({ health }, { host, declaration }) => {
    if (host.kind === 'primary' || health === undefined) return NOTHING;
    const { version } = declaration.wordpress;
    if (health.wordpress === version) return { text: version };
    const has = health.wordpress === null ? 'has no WordPress' : `has WordPress ${health.wordpress}`;
    return bad(
      health.wordpress ?? 'none',
      `${has}, declared is ${version}.`,
      'Run apply, then sync the content.',
    );
  }),
};

const lastApply: Check = {
  title: 'last apply',
  run: onFacts(({ manifest }, { fleet }) => {
    if (manifest === null) return bad('never', 'was never converged.', 'Run apply.');
    if (manifest.appliedAt === undefined) return NOTHING;
    const ago = `${span((fleet.now - Date.parse(manifest.appliedAt)) / 1000)} ago`;
    return { text: manifest.appliedBy === undefined ? ago : `${ago} by ${manifest.appliedBy}` };
  }),
};

/** Never a finding: unattended upgrades reboot the host at night. */
const reboot: Check = {
  title: 'reboot',
  run: onFacts(({ health }) => ({ text: health?.rebootRequired ? 'tonight' : NOTHING.text })),
};

/** Leaves out the share's mounts: the check of the share reports them. */
const failedUnits: Check = {
  title: 'failed units',
  run: onFacts(({ health }) => {
    const mounts = Object.keys(health?.sharesMs ?? {}).map((path) => `${unitName(path)}.mount`);
    const failed = (health?.failedUnits ?? []).filter((unit) => !mounts.includes(unit));
    if (failed.length === 0) return NOTHING;
    const [first = ''] = failed;
    return bad(
      `${failed.length}`,
      `has failed: ${failed.join(', ')}.`,
      `Read \`systemctl status ${first}\` there; \`systemctl reset-failed\` when it is of no more interest.`,
    );
  }),
};

/** A host reports the probes that its last apply installed. */
const probes: readonly Check[] = PROBES.map(({ title, words: [well, failed], what, todo }) => ({
  title,
  run: onFacts(({ health }) => {
    const passes = health?.probes?.[title];
    if (passes === undefined) return NOTHING;
    return passes ? { text: well } : bad(failed, what, todo);
  }),
}));

/** Our files may be intact while another file or a manual change overrides their settings. */
const settings: Check = {
  title: 'settings',
  run: onFacts(({ health }) => {
    const found = health?.overridden ?? [];
    if (found.length === 0) return NOTHING;
    const said = found.map(
      ({ program, setting, wanted, is }) => `${program} ${setting}: ${is}, not ${wanted}`,
    );
    const files = [...new Set(found.flatMap(({ by }) => by ?? []))];
    const by = files.length === 0 ? '' : `, by ${files.join(', ')}`;
    return bad(
      `${found.length} overridden`,
      `does not run with settings of ours${by}: ${said.join('; ')}.`,
      files.length === 0
        ? 'No file sets them so: somebody changed them while it ran, or it has not read our file since. Restart it there; ' +
            'for the kernel run `sysctl --system`.'
        : 'Remove them from that file, which is not ours, and reload the program.',
    );
  }),
};

const clock: Check = {
  title: 'clock',
  run: onFacts((_, { skewSeconds }) => {
    const off = `${span(Math.abs(skewSeconds))} ${skewSeconds > 0 ? 'ahead' : 'behind'}`;
    if (!isClockOff(skewSeconds)) return { text: 'right' };
    return bad(
      off,
      `has a clock that is ${off}.`,
      'Look at `timedatectl timesync-status` there; when all hosts say the same, it is the clock here that is wrong.',
    );
  }),
};

export const MACHINE: readonly Check[] = [
  disk,
  memory,
  wordpress,
  lastApply,
  reboot,
  failedUnits,
  ...probes,
  settings,
  clock,
];
