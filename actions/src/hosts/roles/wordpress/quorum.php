<?php
// ⟦written⟧
/*
 * While the members of the database are not the majority, the database answers readers and refuses every write. A request that
 * may write waits here until it accepts writes again, and otherwise gets a page that says so, before a plugin has done half
 * of its work. A reader asks nothing and waits for nothing.
 */
declare(strict_types=1);

const FLOTILLA_WRITE_SECONDS = 8;

if (PHP_SAPI !== 'cli' && !in_array($_SERVER['REQUEST_METHOD'] ?? 'GET', ['GET', 'HEAD', 'OPTIONS'], true)) {
    // WordPress adopts hooks that are in $wp_filter before it loads.
    $wp_filter['muplugins_loaded'][PHP_INT_MIN][] = ['function' => 'flotilla_await_quorum', 'accepted_args' => 0];
}

function flotilla_await_quorum(): void
{
    $until = microtime(true) + FLOTILLA_WRITE_SECONDS;
    while (!flotilla_accepts_writes()) {
        if (microtime(true) > $until) {
            flotilla_refuse_write();
        }
        usleep(200_000);
    }
}

function flotilla_accepts_writes(): bool
{
    global $wpdb;
    return $wpdb->get_var("SHOW STATUS LIKE 'wsrep_ready'", 1) === 'ON';
}

function flotilla_refuse_write(): never
{
    http_response_code(503);
    header('Retry-After: 30');
    header('Content-Type: text/html; charset=utf-8');
    header('Cache-Control: no-store');
    exit('<!doctype html><meta name="viewport" content="width=device-width"><title>Not saved</title>'
        . '<body style="font: 1.1em/1.5 sans-serif; max-width: 36em; margin: 4em auto; padding: 0 1em"><h1>Not saved</h1>'
        . '<p>This server is cut off from the others, so it shows the site and saves nothing. Nothing that was saved before is lost.</p>'
        . '<p>Keep this page open and send it again in a minute: servers find each other without help.</p>');
}
