import { CHECK_SECONDS, unendedChecks } from '../../hosts/model/checks.ts';
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
      `has only ${freeMiB} of ${totalMiB} MiB of disk left.`,
      'Run `du -xh / | sort -h | tail` there to find what fills it. A resize does not grow the disk; a new host of a larger ' +
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
      `has only ${health.memoryAvailableMiB} of ${memoryMiB} MiB of memory left.`,
      'Run `ps --sort=-rss aux | head` there to see which processes use it, or give the host a larger size.',
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
      `${has}, but ${version} is declared.`,
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
      `has failed units: ${failed.join(', ')}.`,
      `Read \`systemctl status ${first}\` there. Once the failure no longer matters, run \`systemctl reset-failed\`.`,
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
    const by = files.length === 0 ? '' : `, overridden by ${files.join(', ')}`;
    return bad(
      `${found.length} overridden`,
      `does not use Flotilla's settings${by}: ${said.join('; ')}.`,
      files.length === 0
        ? 'No file sets these values: somebody changed the running program, or it has not read our file since the file ' +
            'changed. Restart the program there; for the kernel, run `sysctl --system`.'
        : "Remove them from that file, which is not Flotilla's, and reload the program.",
    );
  }),
};

/** A busy host is not a host that has changed, so a plan leaves these items out. */
const checks: Check = {
  title: 'checks',
  run: onFacts((facts) => {
    const unended = unendedChecks(facts);
    if (unended.length === 0) return NOTHING;
    return bad(
      `${unended.length} unended`,
      `did not end ${unended.join(', ')} within ${CHECK_SECONDS} s, so it is not known whether they are as declared.`,
      'Run `uptime` and `ps --sort=-%cpu aux | head` there: it is busy, or something that these checks ask hangs.',
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
      'Check `timedatectl timesync-status` there. If all hosts report the same difference, the clock of this machine is wrong.',
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
  checks,
  clock,
];
