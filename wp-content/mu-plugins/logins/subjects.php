<?php
/** The subjects by which failures are counted. The table holds only digests: neither addresses nor names. */

declare(strict_types=1);

namespace Flotilla\Logins;

defined('ABSPATH') || exit;

/** The client's address; for IPv6 its /64, because one client owns all of it. Hosts have no proxy in front of them. */
function address(): string
{
    $packed = @inet_pton($_SERVER['REMOTE_ADDR'] ?? '');
    return match (true) {
        $packed === false => 'unknown',
        strlen($packed) === 16 => bin2hex(substr($packed, 0, 8)),
        default => bin2hex($packed),
    };
}

/** A name without an account counts too; otherwise the limit would reveal which names have one. */
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

function digest(string $subject): string
{
    return substr(hash_hmac('sha256', $subject, wp_salt('nonce')), 0, 32);
}
