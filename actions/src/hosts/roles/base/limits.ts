import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';

export const journal = (): Template => `${WRITTEN}
[Journal]
SystemMaxUse=200M
SystemKeepFree=1G
MaxRetentionSec=1month
`;

/** A leading dash: where a machine shares its kernel with others, the setting is not ours to make. */
export const kernel = (): Template => `${WRITTEN}
# Swap is for what is never used again, not for making room for the file cache.
-vm.swappiness = 10
# Readers far away: BBR does not take every lost packet for a full line.
-net.core.default_qdisc = fq
-net.ipv4.tcp_congestion_control = bbr
`;
