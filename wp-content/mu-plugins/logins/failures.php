<?php
/** Failures by subject, in one table for all hosts. Times are the database's, because the clocks of hosts differ by seconds. */

declare(strict_types=1);

namespace Flotilla\Logins;

defined('ABSPATH') || exit;

const KNOWN_DAYS = 90;
const FORGOTTEN_AFTER = DAY_IN_SECONDS;
const FIRST_DELAY = 5;
const LONGEST_DELAY = 15 * MINUTE_IN_SECONDS;
const MOST_ROWS = 100_000;
const NO_SUCH_TABLE = 1146;

/** The record of an address from which this account logged in before; null for another address, false if the database fails. */
function known(string $pair): object|false|null
{
    global $wpdb;
    $done = run(
        "SELECT IF(failed_at < UNIX_TIMESTAMP() - " . FORGOTTEN_AFTER . ", 0, failures) AS failures,"
        . " GREATEST(0, ready - UNIX_TIMESTAMP()) AS wait, (expires - UNIX_TIMESTAMP()) DIV 86400 AS days_left"
        . " FROM " . table() . " WHERE subject = UNHEX('$pair') AND known = 1 AND expires > UNIX_TIMESTAMP()"
    );
    return $done === false ? false : $wpdb->last_result[0] ?? null;
}

/**
 * Counts a failure and returns 0; returns the remaining seconds if the subject must wait, or null if the database fails. One
 * statement, so simultaneous requests cannot exceed the limit. It assigns from left to right.
 */
function claim(string $subject, int $free): ?int
{
    $now = 'UNIX_TIMESTAMP()';
    $delay = sprintf('LEAST(%d, %d * POW(2, LEAST(failures - %d, 10)))', LONGEST_DELAY, FIRST_DELAY, $free);
    $changed = run(
        'INSERT INTO ' . table() . ' (subject, known, failures, failed_at, ready, expires)'
        . " VALUES (UNHEX('$subject'), 0, 1, $now, 0, $now + " . FORGOTTEN_AFTER . ') ON DUPLICATE KEY UPDATE'
        . " failures = IF(ready > $now, failures, IF(failed_at < $now - " . FORGOTTEN_AFTER . ', 1, LEAST(failures + 1, 1000))),'
        . " failed_at = IF(ready > $now, failed_at, $now),"
        . " expires = IF(ready > $now, expires, GREATEST(expires, $now + " . FORGOTTEN_AFTER . ')),'
        . " ready = IF(ready > $now OR failures < $free, ready, $now + $delay)"
    );
    if ($changed === false) {
        return null;
    }
    random_int(1, 100) === 1 && tidy();
    return $changed > 0 ? 0 : max(1, seconds_until_ready($subject));
}

function seconds_until_ready(string $subject): int
{
    global $wpdb;
    return (int) $wpdb->get_var('SELECT ready - UNIX_TIMESTAMP() FROM ' . table() . " WHERE subject = UNHEX('$subject')");
}

function give_back(string $subject): void
{
    global $wpdb;
    $wpdb->query('UPDATE ' . table() . " SET failures = GREATEST(0, failures - 1), ready = 0 WHERE subject = UNHEX('$subject')");
}

function remember(string $pair): void
{
    run(
        'INSERT INTO ' . table() . ' (subject, known, failures, failed_at, ready, expires)'
        . " VALUES (UNHEX('$pair'), 1, 0, 0, 0, UNIX_TIMESTAMP() + " . KNOWN_DAYS * DAY_IN_SECONDS . ')'
        . ' ON DUPLICATE KEY UPDATE known = 1, failures = 0, ready = 0, expires = VALUES(expires)'
    );
}

/** Deletes expired rows, and above the limit those that expire first: failures expire before the addresses of logins. */
function tidy(): void
{
    global $wpdb;
    $wpdb->query('DELETE FROM ' . table() . ' WHERE expires < UNIX_TIMESTAMP() LIMIT 1000');
    if ($wpdb->get_var('SELECT COUNT(*) FROM ' . table()) > MOST_ROWS) {
        $wpdb->query('DELETE FROM ' . table() . ' ORDER BY expires LIMIT 1000');
    }
}

function table(): string
{
    global $wpdb;
    return $wpdb->base_prefix . 'flotilla_logins';
}

/** Runs a statement. Creates the table if it is missing: before the first login, or after an owner dropped it. */
function run(string $statement): int|bool
{
    global $wpdb;
    $suppressed = $wpdb->suppress_errors();
    $done = $wpdb->query($statement);
    if ($done === false && mysqli_errno($wpdb->dbh) === NO_SUCH_TABLE) {
        $wpdb->query(
            'CREATE TABLE IF NOT EXISTS ' . table() . ' (subject BINARY(16) PRIMARY KEY, known TINYINT NOT NULL,'
            . ' failures SMALLINT NOT NULL, failed_at BIGINT NOT NULL, ready BIGINT NOT NULL, expires BIGINT NOT NULL,'
            . ' KEY expires (expires))'
        );
        $done = $wpdb->query($statement);
    }
    $wpdb->suppress_errors($suppressed);
    $done === false && $wpdb->print_error();
    return $done;
}
