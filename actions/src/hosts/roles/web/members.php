<?php
// ⟦written⟧
/*
 * nginx sends every request with a login cookie to the workers that may take longer. WordPress checks the login here, before
 * plugins load: a request with an expired or forged login goes to the visitors' workers and their time limit.
 */
declare(strict_types=1);

if (getenv('FLOTILLA_POOL') === 'members') {
    // WordPress adopts hooks that are in $wp_filter before it loads.
    $GLOBALS['wp_filter']['plugins_loaded'][PHP_INT_MIN][] = ['function' => 'flotilla_hand_back', 'accepted_args' => 0];
}

function flotilla_hand_back(): void
{
    if (flotilla_is_member() || headers_sent()) {
        return;
    }
    while (ob_get_level() > 0 && ob_end_clean()) {
    }
    header('X-Accel-Redirect: @visitors');
    exit;
}

function flotilla_is_member(): bool
{
    foreach (['logged_in', 'secure_auth'] as $scheme) {
        if (wp_validate_auth_cookie('', $scheme) !== false) {
            return true;
        }
    }
    return false;
}
