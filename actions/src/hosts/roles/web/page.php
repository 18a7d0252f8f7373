<?php
// ⟦written⟧
/*
 * Runs before every page. Decides how long nginx may keep a page when WordPress says nothing itself: fresh for 10 s, then
 * shown for 10 minutes more while nginx fetches a new one in the background. WordPress forbids caching of missing pages;
 * here a 404 is kept for 10 s. It replaces what was stored at its address, and a hundred visitors render it once.
 *
 * When a page may no longer be stored, its last stored copy would stay in the cache, so this program removes the copy. It
 * does not after an error (5xx), because readers need the copy then. nginx treats a page whose file is gone as a miss.
 * A page that starts a session is never cached. FLOTILLA_PAGE is set only when nginx asks its cache.
 *
 * nginx keeps no page that began before the host switched to another release of the content. After a switch, PHP
 * restarts an opcache that is more than half full: it keeps the scripts of retired releases, does not count them as
 * waste, and takes no scripts of the new release once it is full.
 */
require __DIR__ . '/sessions.php';
require __DIR__ . '/members.php';
isset($_SERVER['FLOTILLA_PROOF']) && require __DIR__ . '/proof.php';
header_register_callback(static function (): void {
    if (defined('WP_CONTENT_DIR')) {
        header('X-Release: ' . basename(dirname(WP_CONTENT_DIR)));
        if (dirname(WP_CONTENT_DIR) !== readlink('⟦CONTENT_LIVE⟧')) {
            header('Cache-Control: no-store');
            return;
        }
    }
    // Beside the page in the cache: a change that was seen later is not in it (changes/page-file.php).
    header('X-Begun: ' . number_format($_SERVER['REQUEST_TIME_FLOAT'], 3, '.', ''));
    if (FlotillaSessions::$used || session_id() !== '') {
        flotilla_keep_from_others(flotilla_headers());
    }
    flotilla_say_how_long(flotilla_headers(), http_response_code());
    if (isset($_SERVER['FLOTILLA_PAGE']) && http_response_code() < 500 && !flotilla_may_store(flotilla_headers())) {
        flotilla_remove_page($_SERVER['FLOTILLA_PAGE']);
    }
});

/** Values by lower-case name, joined as one header would say them. */
function flotilla_headers(): array
{
    $said = [];
    foreach (headers_list() as $header) {
        [$name, $value] = explode(':', $header, 2);
        $name = strtolower($name);
        $said[$name] = isset($said[$name]) ? $said[$name] . ', ' . trim($value) : trim($value);
    }
    return $said;
}

/** A page that starts a session is one visitor's, even if the plugin says that all may have it. */
function flotilla_keep_from_others(array $said): void
{
    if (!preg_match('/no-cache|no-store|private/i', $said['cache-control'] ?? '')) {
        header('Cache-Control: private, no-cache');
    }
}

function flotilla_say_how_long(array $said, int $status): void
{
    if (isset($said['vary'])) {
        // nginx 1.22 reads only the first of several.
        header('Vary: ' . $said['vary']);
    }
    if (isset($said['set-cookie'])) {
        return;
    }
    if (isset($_SERVER['FLOTILLA_PAGE']) && in_array($status, [404, 410], true)) {
        header('Cache-Control: s-maxage=10');
    } elseif (
        in_array($status, [200, 301, 308], true)
        && !isset($said['cache-control']) && !isset($said['expires']) && !isset($said['pragma'])
    ) {
        header('Cache-Control: s-maxage=10, stale-while-revalidate=600');
    }
}

/** Whether nginx stores the page by these headers. */
function flotilla_may_store(array $said): bool
{
    $control = $said['cache-control'] ?? '';
    return !isset($said['set-cookie']) && ($said['x-accel-expires'] ?? '1') !== '0'
        && !preg_match('/no-cache|no-store|private/i', $control)
        && preg_match('/(s-maxage|max-age)=0*[1-9]/i', $control)
        && preg_match('/^(accept-encoding|[\s,])*$/i', $said['vary'] ?? '');
}

/** In each encoding; where nginx keeps it is the key's digest (levels=1:2). */
function flotilla_remove_page(string $page): void
{
    foreach (['', 'gzip'] as $encoding) {
        $name = md5($page . $encoding);
        @unlink('/var/cache/nginx/pages/' . $name[31] . '/' . substr($name, 29, 2) . '/' . $name);
    }
}

register_shutdown_function(static function (): void {
    $status = opcache_get_status(false);
    if ($status === false || $status['memory_usage']['used_memory'] < $status['memory_usage']['free_memory']) {
        return;
    }
    $since = max($status['opcache_statistics']['start_time'], $status['opcache_statistics']['last_restart_time']);
    if (is_file('⟦CONTENT_HISTORY⟧') && filemtime('⟦CONTENT_HISTORY⟧') >= $since) {
        opcache_reset();
    }
});
