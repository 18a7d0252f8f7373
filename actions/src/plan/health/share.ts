import { isClustered } from '../../declaration/declaration.ts';
import type { Facts } from '../../hosts/model/facts.ts';
import {
  bad,
  type Check,
  type CheckResult,
  foreignRules,
  journal,
  ms,
  NOTHING,
  onFacts,
  type Subject,
} from './check.ts';
import { consequence, exportsShare, hasVpn } from './primary.ts';

/** What the primary exports by NFS: uploads and certificates, or in a `cluster` certificates alone. */
export const share: Check = {
  title: 'share',
  run: onFacts((facts, subject) => {
    if (facts.health === undefined) return NOTHING;
    if (subject.host.kind === 'primary') return exported(facts, subject);
    const silent = Object.entries(facts.health.sharesMs).filter(([, ms]) => ms === null);
    if (silent.length === 0) return { text: slowest(Object.values(facts.health.sharesMs)) };
    const paths = silent.map(([path]) => path).join(' and ');
    return (
      consequence(subject, (primary) => hasVpn(primary) && exportsShare(primary), !facts.health.vpn.up) ??
      bad(
        'away',
        `cannot read ${paths} from the primary, although the VPN is up.${foreignRules(facts)}`,
        `Check \`systemctl status '*.mount'\` there and \`exportfs\` on the primary.`,
      )
    );
  }),
};

const slowest = (answers: readonly (number | null)[]): string =>
  answers.length === 0 ? NOTHING.text : ms(Math.max(...answers.map(Number)));

const exported = (facts: Facts, { declaration }: Subject): CheckResult =>
  exportsShare(facts)
    ? { text: 'up' }
    : bad(
        'down',
        `does not export the share, so web hosts get no new ${isClustered(declaration) ? 'certificates' : 'uploads or certificates'}.`,
        journal('nfs-server'),
      );
