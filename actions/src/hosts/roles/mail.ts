import { emptyRole, type Role } from '../model/role.ts';
import { distributionOn } from './distribution.ts';
import { mainConfig, PASSWORD_FILE, passwordMap, services } from './mail/postfix.ts';
import { sendmailIni } from './mail/sendmail.ts';
import { file } from './paths.ts';

const POSTFIX = '/etc/postfix';
const RELOAD_POSTFIX = ['reload Postfix'];
const RELOAD_PHP = ['reload PHP'];

/**
 * Takes WordPress's mail at once and hands it to the relay, for two days if need be. PHP cannot write to Postfix's queue,
 * whose program is setgid: its unit gains no privileges. So msmtp hands the mail over on the loopback interface.
 */
export const mail: Role = (context) => {
  const { declaration, host } = context;
  const { mail: relay, domain } = declaration;
  if (relay === undefined) return emptyRole('mail');
  const { php } = distributionOn(context);
  return {
    ...emptyRole('mail'),
    // Postfix logs in to the relay by a library's plugins, which it only suggests.
    packages: ['postfix', 'libsasl2-modules', 'msmtp'],
    files: [
      file(PASSWORD_FILE, passwordMap(relay, declaration.generation), {
        mode: '0600',
        notify: RELOAD_POSTFIX,
      }),
      file(`${POSTFIX}/main.cf`, mainConfig(relay, `${host.name}.${domain}`), { notify: RELOAD_POSTFIX }),
      file(`${POSTFIX}/master.cf`, services(), { notify: RELOAD_POSTFIX }),
      ...['fpm', 'cli'].map((program) =>
        file(`/etc/php/${php}/${program}/conf.d/91-flotilla-mail.ini`, sendmailIni(relay), {
          notify: RELOAD_PHP,
        }),
      ),
    ],
    validations: [{ name: 'Postfix accepts its configuration', command: 'postfix check' }],
    units: [{ name: 'postfix.service', enabled: true, active: true }],
    handlers: [
      { name: 'reload Postfix', command: 'systemctl reload postfix.service' },
      { name: 'reload PHP', command: `systemctl reload php${php}-fpm.service` },
    ],
  };
};
