import { PROBES } from '../../hosts/roles/index.ts';
import { unitName } from '../../hosts/roles/share.ts';
import { isClockOff, isDiskLow, LOW_MEMORY_PERCENT, percentOf } from '../../lib/thresholds.ts';
import { span } from '../../lib/words.ts';
import { type Aspect, bad, NOTHING, ofFacts } from './sighting.ts';

const disk: Aspect = {
  title: 'disk free',
  look: ofFacts(({ disk: { freeMiB, totalMiB } }) => {
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

const memory: Aspect = {
  title: 'memory free',
  look: ofFacts(({ memoryMiB, health }) => {
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

const wordpress: Aspect = {
  title: 'wordpress',
  look: ofFacts(({ health }, { host, declaration }) => {
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

const lastApply: Aspect = {
  title: 'last apply',
  look: ofFacts(({ manifest }, { sighting }) => {
    if (manifest === null) return bad('never', 'was never converged.', 'Run apply.');
    if (manifest.appliedAt === undefined) return NOTHING;
    const ago = `${span((sighting.now - Date.parse(manifest.appliedAt)) / 1000)} ago`;
    return { text: manifest.appliedBy === undefined ? ago : `${ago} by ${manifest.appliedBy}` };
  }),
};

/** No finding: unattended upgrades reboot by themselves in the night. */
const reboot: Aspect = {
  title: 'reboot',
  look: ofFacts(({ health }) => ({ text: health?.rebootRequired ? 'tonight' : NOTHING.text })),
};

/** The share's own aspect tells of its mounts. */
const failedUnits: Aspect = {
  title: 'failed units',
  look: ofFacts(({ health }) => {
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

/** A host reports the probes that it was last given. */
const probes: readonly Aspect[] = PROBES.map(({ title, words: [well, failed], what, todo }) => ({
  title,
  look: ofFacts(({ health }) => {
    const passes = health?.probes?.[title];
    if (passes === undefined) return NOTHING;
    return passes ? { text: well } : bad(failed, what, todo);
  }),
}));

/** Our files may be as applied and yet not be what holds. */
const settings: Aspect = {
  title: 'settings',
  look: ofFacts(({ health }) => {
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

const clock: Aspect = {
  title: 'clock',
  look: ofFacts((_, { skewSeconds }) => {
    const off = `${span(Math.abs(skewSeconds))} ${skewSeconds > 0 ? 'ahead' : 'behind'}`;
    if (!isClockOff(skewSeconds)) return { text: 'right' };
    return bad(
      off,
      `has a clock that is ${off}.`,
      'Look at `timedatectl timesync-status` there; when all hosts say the same, it is the clock here that is wrong.',
    );
  }),
};

export const MACHINE: readonly Aspect[] = [
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
