import type { Declaration, Mail } from '../../../declaration/declaration.ts';
import type { Template } from '../../../lib/template.ts';

export const MAIL_PHP = '/usr/local/lib/flotilla/mail.php';

/** `wp-config.php` loads it. WordPress takes over the hooks that stand in `$wp_filter` before it is loaded. */
export const mailPhp = ({ mail }: Pick<Declaration, 'mail'>): Template => `<?php
// Written by flotilla; a change made here is undone by the next apply.
${mail ? sender(mail) : NOWHERE}`;

/** Before plugins, whose priority is 10: WordPress's own sender is replaced, one that a plugin sets stays. */
const sender = ({ from }: Mail): string => `$GLOBALS['wp_filter']['wp_mail_from'][1][] = [
    'function' => static fn ($from) => str_starts_with((string) $from, 'wordpress@') ? '${from}' : $from,
    'accepted_args' => 1,
];
`;

/** Where a person does something that sends mail. */
const SCREENS = ['dashboard', 'users', 'user', 'profile', 'options-general', 'options-discussion'];

const NOWHERE = `$GLOBALS['wp_filter']['admin_notices'][10][] = [
    'function' => static function (): void {
        $screens = ['${SCREENS.join("', '")}'];
        if (current_user_can('manage_options') && in_array(get_current_screen()->id, $screens, true)) {
            echo '<div class="notice notice-warning"><p>Mail goes nowhere: this site has no mail relay, so password resets '
                . 'and notifications are not sent. Declare <code>mail</code> in <code>cluster/cluster.yml</code>.</p></div>';
        }
    },
    'accepted_args' => 0,
];
`;
