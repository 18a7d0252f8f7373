<?php
// ⟦written⟧
// Runs wp-cron.php, unless another host runs it.
/*
 * Why not WordPress's own lock: it reads a value and then writes it, so hosts that start together all get it. This lock is
 * the database's and ends with its connection; the next host continues what a lost host left undone. The lock has its
 * own connection, which no event can close. Another host may have run events since WordPress read its options, so
 * they are read again.
 */
declare(strict_types=1);

const LOCK = 'flotilla/cron';
// Longer than the time limit of the unit.
const IDLE_SECONDS = 400;

function take_lock(): void
{
    global $cron_connection;
    $cron_connection = new wpdb(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST);
    $cron_connection->query('SET SESSION wait_timeout = ' . IDLE_SECONDS);
    if ($cron_connection->get_var($cron_connection->prepare('SELECT GET_LOCK(%s, 0)', LOCK)) !== '1') {
        exit(0);
    }
    is_chosen($cron_connection) || exit(0);
    foreach (['alloptions', 'notoptions', 'cron'] as $read) {
        wp_cache_delete($read, 'options');
    }
    // An interrupted run left it; no other run uses it now.
    delete_transient('doing_cron');
}

/**
 * A lock of one member does not exist on the others. So of the web hosts that the members see, the first one runs the
 * events, and no host of a minority does. If they see none, every host that is no member asks the primary, whose lock decides.
 * Without members every host may.
 */
function is_chosen(wpdb $database): bool
{
    $hosts = array_filter(explode(',', '⟦hosts⟧'));
    if ($hosts === []) {
        return true;
    }
    $status = array_column($database->get_results(
        "SHOW STATUS WHERE Variable_name IN ('wsrep_cluster_status', 'wsrep_incoming_addresses')",
        ARRAY_N
    ), 1, 0);
    $seen = array_map(static fn (string $address): string => strtok($address, ':'), explode(',', $status['wsrep_incoming_addresses']));
    $isFirst = in_array(current(array_intersect($hosts, $seen)), ['⟦own⟧', false], true);
    return $status['wsrep_cluster_status'] === 'Primary' && $isFirst;
}

// WordPress adopts hooks that are in $wp_filter before it loads.
$wp_filter['plugins_loaded'][PHP_INT_MIN][] = ['function' => 'take_lock', 'accepted_args' => 0];
require '⟦WEB_ROOT⟧/wp-cron.php';
