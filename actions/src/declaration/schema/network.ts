import { addressMistake, cidrMistake, subnetMistake } from '../network/mistakes.ts';
import type { TextRule } from './text.ts';

const OCTETS = '[0-9]{1,3}(\\.[0-9]{1,3}){3}';

export const DEFAULT_SUBNET = '10.8.0.0/16';

export const VPN_SUBNET: TextRule = {
  description: 'The private IPv4 range of the VPN between the hosts; the primary has its first address.',
  example: DEFAULT_SUBNET,
  pattern: new RegExp(`^${OCTETS}/[0-9]{1,2}$`),
  noun: 'an IPv4 range',
  remedy: 'an address, a slash and a prefix length',
  judge: subnetMistake,
};

export const VPN_ADDRESS: TextRule = {
  description:
    "The host's address in the VPN. Default: derived from its name. Set it only to resolve a collision.",
  example: '10.8.0.20',
  pattern: new RegExp(`^${OCTETS}$`),
  noun: 'an IPv4 address',
  remedy: 'an address of the VPN subnet',
  judge: addressMistake,
};

export const SSH_RANGE: TextRule = {
  description: 'An IPv4 or IPv6 address range that may connect to port 22.',
  example: '203.0.113.0/24',
  pattern: /^[0-9a-f:.]+\/[0-9]{1,3}$/,
  noun: 'an address range',
  remedy: 'an address, a slash and a prefix length',
  judge: cidrMistake,
};
