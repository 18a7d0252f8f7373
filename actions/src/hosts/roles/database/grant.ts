import { type Declaration, databaseAddress, hasCluster } from '../../../declaration/declaration.ts';
import { secret, type Template } from '../../../lib/template.ts';
import { networkOf } from '../network.ts';
import { type PartCommand, quote } from '../parts.ts';
import { WRITTEN } from '../shared.ts';
import { asRoot, MARIADB, whileRunning } from './sql.ts';

/** The password with which WordPress logs in to the database. */
export const DATABASE_PASSWORD = 'database-password';

/** WordPress's own access, for checks on this host: with it they see what a web host would. */
export const CREDENTIALS = '/etc/flotilla/database.cnf';

/** Generations of the passwords that the account accepts: the check can log in with only one of them. */
const PASSWORDS = '/var/lib/flotilla/database-passwords';

const password = (generation: number): Template => secret(DATABASE_PASSWORD, generation);

export const credentials = (declaration: Declaration): Template => `${WRITTEN}
[client]
host = ${databaseAddress(declaration)}
user = ${declaration.database.user}
password = "${password(declaration.generation)}"
connect-timeout = 2
`;

export const createDatabase = ({ database }: Declaration): PartCommand => ({
  name: 'database',
  summary: `create database ${database.name}`,
  check: whileRunning(
    // MariaDB's "no such database". A database that does not answer is no reason to create one.
    `! ${MARIADB} --execute=${quote(`USE \`${database.name}\``)} 2>&1 | grep -q '^ERROR 1049 '`,
    'mariadb.service',
  ),
  run: asRoot(`CREATE DATABASE IF NOT EXISTS \`${database.name}\`;\n`),
});

/** In a grant's database name `_` stands for any letter unless it is escaped. */
const literal = (name: string): string => name.replaceAll('_', '\\_');

/** MariaDB accepts any of several passwords (`OR`, since 10.4), so web hosts can change one after the other. */
const identified = (generations: readonly number[]): Template =>
  generations.length === 1
    ? generations.map((generation) => `BY '${password(generation)}'`).join('')
    : `VIA ${generations.map((generation) => `mysql_native_password USING PASSWORD('${password(generation)}')`).join(' OR ')}`;

/** No connection, or no free one: the grant is unknown then. A client wraps 1130, no such account, into 2002. */
const UNANSWERED = ['2002', '2003', '2013', '1040'].map((code) => `-e 'ERROR ${code} '`).join(' ');

/** From where WordPress logs in: from the VPN and, where each member serves its own host, from the host itself. */
const origins = (declaration: Declaration): string[] => {
  const { address, netmask } = networkOf(declaration.vpn.subnet);
  return [`${address}/${netmask}`, ...(hasCluster(declaration) ? ['127.0.0.1'] : [])];
};

/** The check logs in as that user, as WordPress does, so one query proves user, password and grant. */
export function grant(declaration: Declaration, passwords: readonly number[]): PartCommand {
  const { database } = declaration;
  const from = origins(declaration);
  const accounts = from.map((origin) => `'${database.user}'@'${origin}'`);
  const granted = `GRANT ALL PRIVILEGES ON \`${literal(database.name)}\`.* TO`;
  return {
    name: 'grant',
    summary: `grant ${database.name}.* to ${from.map((origin) => `${database.user}@${origin}`).join(' and ')}`,
    check: whileRunning(
      `{ grep -qx '${passwords.join(' ')}' ${PASSWORDS} && ` +
        `mariadb --defaults-file=${CREDENTIALS} --batch --raw --skip-column-names --execute='SHOW GRANTS'` +
        ` 2>&1 | grep -v 'not allowed to connect' | grep -qF -e ${quote(granted)} ${UNANSWERED}; }`,
      'mariadb.service',
      ...(hasCluster(declaration) ? [] : ['openvpn-server@flotilla.service']),
    ),
    run: `${asRoot(
      accounts
        .map(
          (account) => `CREATE USER IF NOT EXISTS ${account};
ALTER USER ${account} IDENTIFIED ${identified(passwords)};
${granted} ${account};
`,
        )
        .join(''),
    )}echo '${passwords.join(' ')}' >${PASSWORDS}
`,
  };
}

/** Removes accounts of an earlier `vpn.subnet` once the current one has its own. Only `grant` writes a network into an account's name. */
export function noEarlierNetworks({ database, vpn }: Declaration): PartCommand {
  const { address, netmask } = networkOf(vpn.subnet);
  const drops = `SELECT CONCAT('DROP USER ', QUOTE(User), '@', QUOTE(Host), ';') FROM mysql.global_priv
  WHERE User = '${database.user}' AND Host LIKE '%.%.%.%/%' AND Host <> '${address}/${netmask}'
  AND EXISTS (SELECT 1 FROM mysql.global_priv WHERE User = '${database.user}' AND Host = '${address}/${netmask}')`;
  const ask = `${MARIADB} --skip-column-names --execute=${quote(drops)}`;
  return {
    name: 'no earlier networks',
    summary: `remove accounts of ${database.user} for networks other than ${address}/${netmask}`,
    check: whileRunning(`test -z "$(${ask} 2>/dev/null)"`, 'mariadb.service'),
    run: `set -eu\n${ask} | ${MARIADB}\n`,
  };
}

const GUESTS = `SELECT User, Host FROM mysql.global_priv WHERE User = ''
  UNION SELECT 'test', Db FROM mysql.db WHERE Db = 'test' OR Db = 'test\\\\_%'
  UNION SELECT 'test', Schema_name FROM information_schema.schemata WHERE Schema_name = 'test'`;

/** MariaDB's own installer used to leave these open to anyone. Debian's does not, but an image made elsewhere may. */
export const noGuests = (): PartCommand => ({
  name: 'no guests',
  summary: 'remove anonymous users and the test database',
  check: whileRunning(
    `test -z "$(${MARIADB} --skip-column-names --execute="${GUESTS}" 2>/dev/null)"`,
    'mariadb.service',
  ),
  run: asRoot(`DELETE FROM mysql.global_priv WHERE User = '';
DELETE FROM mysql.db WHERE Db = 'test' OR Db = 'test\\\\_%';
DROP DATABASE IF EXISTS test;
FLUSH PRIVILEGES;
`),
});
