<?php
/**
 * Plugin Name: Logins
 * Description: Slows down password guessing, by address and by account, on all web hosts together.
 * Version: 1.0.0
 * Requires PHP: 8.2
 * License: MIT
 */

declare(strict_types=1);

namespace Flotilla\Logins;

defined('ABSPATH') || exit;

require_once __DIR__ . '/logins/attempt.php';
require_once __DIR__ . '/logins/failures.php';
require_once __DIR__ . '/logins/subjects.php';

// Logins by form or XML-RPC. Application passwords over the REST API are not limited: they are 24 random characters, and
// WordPress accepts no other password there.

add_filter('authenticate', static function (mixed $user, mixed $name, mixed $password): mixed {
    Attempt::$current = is_string($name) && $name !== '' && is_string($password) && $password !== ''
        ? Attempt::begin($name)
        : null;
    return $user;
}, 1, 3);

// Before WordPress compares the password: a refused guess costs no hash.
add_filter('wp_authenticate_user', static fn (mixed $user): mixed => Attempt::$current?->refusal() ?? $user);

add_action('application_password_did_authenticate', static function (): void {
    Attempt::$current?->byApplicationPassword();
});

// Last, because a plugin may authenticate a user in another way.
add_filter('authenticate', static function (mixed $user): mixed {
    $attempt = Attempt::$current;
    Attempt::$current = null;
    return $attempt ? $attempt->end($user) : $user;
}, PHP_INT_MAX);

add_filter('xmlrpc_login_error', static function (\IXR_Error $error, \WP_Error $reason): \IXR_Error {
    $refused = $reason->get_error_code() === TOO_MANY;
    return $refused ? new \IXR_Error(429, wp_strip_all_tags($reason->get_error_message())) : $error;
}, 10, 2);

// Lets the owner of an attacked account in: after a password reset by mail, logins from that address are open.
add_action('after_password_reset', static function (\WP_User $user): void {
    remember(pair(address(), account($user->user_login)));
});
