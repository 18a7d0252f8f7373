<?php
// ⟦written⟧
// Runs before plugins, which use priority 10: replaces WordPress's default sender and keeps one that a plugin sets.
// WordPress adopts hooks that are in $wp_filter before it loads.
$GLOBALS['wp_filter']['wp_mail_from'][1][] = [
    'function' => static fn ($from) => str_starts_with((string) $from, 'wordpress@') ? '⟦from⟧' : $from,
    'accepted_args' => 1,
];
