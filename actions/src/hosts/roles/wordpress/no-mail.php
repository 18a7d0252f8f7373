<?php
// ⟦written⟧
// Shows administrators a notice on the screens where an action sends mail.
// WordPress adopts hooks that are in $wp_filter before it loads.
$GLOBALS['wp_filter']['admin_notices'][10][] = [
    'function' => static function (): void {
        $screens = ['dashboard', 'users', 'user', 'profile', 'options-general', 'options-discussion'];
        if (current_user_can('manage_options') && in_array(get_current_screen()->id, $screens, true)) {
            echo '<div class="notice notice-warning"><p>Mail goes nowhere: this site has no mail relay, so password resets '
                . 'and notifications are not sent. Declare <code>mail</code> in <code>cluster/cluster.yml</code>.</p></div>';
        }
    },
    'accepted_args' => 0,
];
