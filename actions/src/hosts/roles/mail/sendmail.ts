import type { Mail } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';

/**
 * For the site and for what a timer runs. With a host on its command line msmtp reads no configuration. The envelope's
 * sender is the declared one, whatever a plugin writes as `From`: SPF holds for that alone.
 */
export const sendmailIni = ({ from }: Mail): Template => `; Written by flotilla.
sendmail_path = "/usr/bin/msmtp --host=127.0.0.1 --port=25 --timeout=10 --from=${from} --read-recipients"
`;
