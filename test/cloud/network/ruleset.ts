import type { Cut, MachineFirewall } from '../ports.ts';
import { linkName, METADATA_ADDRESS } from './addresses.ts';
import { firewallChains, verdicts } from './firewall.ts';

/** The link of one machine. */
export interface Link {
  readonly id: number;
  readonly ipv4: string;
  readonly ipv6: string;
  /** Which packets are dropped silently. */
  readonly cut: Cut;
}

/**
 * The complete ruleset as one transaction for `nft -f`. As at DigitalOcean, firewalls are stateful and several on one
 * machine combine. A machine with a firewall drops everything else in both directions, and one without is open. The
 * metadata address always answers.
 */
export const ruleset = (links: readonly Link[], firewalls: readonly MachineFirewall[]): string => `
table inet flotilla {}
delete table inet flotilla
table inet flotilla {
  set own-ipv4 {
    type ifname . ipv4_addr
    ${elements(links.map((link) => `"${linkName(link.id)}" . ${link.ipv4}`))}
  }
  set own-ipv6 {
    type ifname . ipv6_addr
    ${elements(links.map((link) => `"${linkName(link.id)}" . ${link.ipv6}`))}
  }
  set cut-from {
    type ifname
    ${elements(cutOff(links, 'from'))}
  }
  set cut-to {
    type ifname
    ${elements(cutOff(links, 'to'))}
  }
${firewallChains(firewalls)}
  map leaving {
    type ifname : verdict
    ${elements(verdicts(firewalls, 'outbound'))}
  }
  map reaching {
    type ifname : verdict
    ${elements(verdicts(firewalls, 'inbound'))}
  }
${PASSAGE}
}
`;

const cutOff = (links: readonly Link[], way: 'from' | 'to'): readonly string[] =>
  links.filter(({ cut }) => cut === way || cut === 'both').map(({ id }) => `"${linkName(id)}"`);

const elements = (list: readonly string[]): string =>
  list.length ? `elements = { ${list.join(', ')} }` : '';

/** Neighbour discovery is IPv6's ARP. Without it there is no link, so no firewall applies to it. */
const PASSAGE = `
  chain lawful {
    iifname @cut-from drop
    oifname @cut-to drop
    iifname "ve-*" meta nfproto ipv4 iifname . ip saddr != @own-ipv4 drop
    iifname "ve-*" ip6 saddr != { ::, fe80::/10 } iifname . ip6 saddr != @own-ipv6 drop
    icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
    ct state established,related accept
    ip daddr ${METADATA_ADDRESS} accept
  }
  chain forward {
    type filter hook forward priority filter; policy accept
    jump lawful
    iifname vmap @leaving
    oifname vmap @reaching
  }
  chain input {
    type filter hook input priority filter; policy accept
    jump lawful
    iifname vmap @leaving
  }
  chain output {
    type filter hook output priority filter; policy accept
    jump lawful
    oifname vmap @reaching
  }`;
