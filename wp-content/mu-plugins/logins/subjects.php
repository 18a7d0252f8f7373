<?php
/** What failures are counted by. The table holds digests only: neither addresses nor names. */

declare(strict_types=1);

namespace Flotilla\Logins;

defined('ABSPATH') || exit;

/** The client's address; of IPv6 the /64, since one client has all of it. No proxy stands in front of a host. */
function address(): string
{
    $packed = @inet_pton($_SERVER['REMOTE_ADDR'] ?? '');
    return match (true) {
        $packed === false => 'unknown',
        strlen($packed) === 16 => bin2hex(substr($packed, 0, 8)),
        default => bin2hex($packed),
    };
}

/** A name without an account counts too, or the limit would tell which names have one. */
function account(string $name): string
{
    $user = get_user_by('login', $name) ?: get_user_by('email', $name);
    return $user ? "user $user->ID" : 'name ' . strtolower($name);
}

function by_address(string $address): string
{
    return digest("address $address");
}

function by_account(string $account): string
{
    return digest("account $account");
}

function pair(string $address, string $account): string
{
    return digest("pair $address $account");
}

/** As hexadecimal digits. */
function digest(string $subject): string
{
    return substr(hash_hmac('sha256', $subject, wp_salt('nonce')), 0, 32);
}
