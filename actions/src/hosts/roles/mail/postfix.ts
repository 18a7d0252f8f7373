import type { Mail } from '../../../declaration/declaration.ts';
import { secret, type Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';

export const PASSWORD_FILE = '/etc/postfix/flotilla-password';

/** In brackets: the name's own addresses, not its MX. */
const nextHop = ({ host, port }: Mail): string => `[${host}]:${port}`;

/** Ports on which TLS starts before SMTP; others use STARTTLS. */
const TLS_FIRST = [465, 2465];

/**
 * Root reads `texthash` directly, so there is no database to build. A plan sees the file's hash: the salt prevents
 * readers from guessing a weak password by it.
 */
export const passwordMap = (relay: Mail, generation: number): Template =>
  `${WRITTEN}\n# ${secret('mail-salt', generation)}\n${nextHop(relay)} ${relay.user}:${secret(`mail-password/${relay.generation}`)}\n`;

/**
 * Delivers nothing itself, and accepts mail only from this host (`services`). It also keeps what the relay rejects permanently
 * (`soft_bounce`), because the relay mostly rejects the account or the sender, and a person can fix that.
 */
export const mainConfig = (relay: Mail, name: string): Template => `${WRITTEN}
compatibility_level = 3.6
myhostname = ${name}
myorigin = ${relay.from.split('@')[1]}
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
alias_database =
biff = no

relayhost = ${nextHop(relay)}
smtp_tls_security_level = secure
smtp_tls_wrappermode = ${TLS_FIRST.includes(relay.port) ? 'yes' : 'no'}
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = texthash:${PASSWORD_FILE}
smtp_sasl_security_options = noanonymous
smtp_sasl_mechanism_filter = plain, login

soft_bounce = yes
maximal_queue_lifetime = 2d
bounce_queue_lifetime = 2d
queue_run_delay = 60s
minimal_backoff_time = 60s
maximal_backoff_time = 15m
`;

/** Without Debian's chroot, which would need copies of the resolver's configuration and the certificates. */
export const services = (): Template => `${WRITTEN}
# service      type  private unpriv chroot wakeup maxproc command
127.0.0.1:25   inet  n       -      n      -      10      smtpd
pickup         unix  n       -      n      60     1       pickup
cleanup        unix  n       -      n      -      0       cleanup
qmgr           unix  n       -      n      300    1       qmgr
tlsmgr         unix  -       -      n      1000?  1       tlsmgr
rewrite        unix  -       -      n      -      -       trivial-rewrite
bounce         unix  -       -      n      -      0       bounce
defer          unix  -       -      n      -      0       bounce
trace          unix  -       -      n      -      0       bounce
verify         unix  -       -      n      -      1       verify
flush          unix  n       -      n      1000?  0       flush
proxymap       unix  -       -      n      -      -       proxymap
smtp           unix  -       -      n      -      5       smtp
relay          unix  -       -      n      -      5       smtp
showq          unix  n       -      n      -      -       showq
error          unix  -       -      n      -      -       error
retry          unix  -       -      n      -      -       error
anvil          unix  -       -      n      -      1       anvil
scache         unix  -       -      n      -      1       scache
postlog        unix-dgram n  -      n      -      1       postlogd
`;
