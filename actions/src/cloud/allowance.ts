/** What DigitalOcean allows for new droplets of the account. A part that the token may not read is absent. */
export interface Allowance {
  readonly account?: AccountState;
  readonly regions?: readonly Region[];
  /** Public images. */
  readonly images?: readonly Image[];
}

export interface AccountState {
  /** The most droplets that it may have. */
  readonly dropletLimit: number;
  /** A locked account can change nothing and read little; an account with a warning is about to be locked. */
  readonly status: 'active' | 'warning' | 'locked';
  /** Why, in DigitalOcean's words; may be empty. */
  readonly message: string;
}

export interface Region {
  readonly slug: string;
  /** Whether it accepts new droplets. */
  readonly available: boolean;
  /** Whether its droplets can have IPv6. */
  readonly ipv6: boolean;
}

export interface Image {
  readonly slug: string;
  readonly regions: readonly string[];
  /** The smallest disk that holds it. */
  readonly minDiskGiB: number;
}

export interface Size {
  readonly slug: string;
  /** US dollars. */
  readonly monthly: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
  /** Regions that offer it now. */
  readonly regions: readonly string[];
}

export const ASK_FOR_MORE = 'https://cloud.digitalocean.com/account/team/droplet_limit_increase';
export const BILLING = 'https://cloud.digitalocean.com/account/billing';

export const lockedText = ({ message }: Pick<AccountState, 'message'>): string =>
  `DigitalOcean has locked this account${quoted(message)}. Pay the open balance at ${BILLING}, or ask ` +
  'https://cloudsupport.digitalocean.com to unlock it; then run again.';

export const warningText = ({ message }: AccountState): string =>
  `DigitalOcean has a warning on this account${quoted(message)}. See ${BILLING} before it is locked.`;

const quoted = (message: string): string => (message === '' ? '' : `: ${message.replace(/\.$/, '')}`);

/** What an account could create now. */
export interface Offers {
  readonly regions: readonly Region[];
  readonly sizes: readonly Size[];
  /** How many droplets the account may have. */
  readonly dropletLimit: number;
  /** Names of all droplets in the account. */
  readonly droplets: readonly string[];
}
