import type { Template } from '../../../lib/template.ts';
import { WRITTEN } from '../shared.ts';

/**
 * nginx sends whoever has a login's cookie to the workers that may take long. Here WordPress checks it, before plugins do
 * anything: a request whose login has expired, or is made up, goes to the visitors' workers, with their time limit.
 */
export const membersPhp = (): Template => `<?php
${WRITTEN.replace('#', '//')}
declare(strict_types=1);

if (getenv('FLOTILLA_POOL') === 'members') {
    // WordPress takes over what stands here before it is loaded.
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
`;
