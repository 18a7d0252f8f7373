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
    // nginx stores it with the page: the page does not contain a change that this host reads later (changes/page-file.php).
    header('X-Started: ' . number_format($_SERVER['REQUEST_TIME_FLOAT'], 3, '.', ''));
    if (FlotillaSessions::$used || session_id() !== '') {
        flotilla_forbid_sharing(flotilla_headers());
    }
    flotilla_set_lifetime(flotilla_headers(), http_response_code());
    if (isset($_SERVER['FLOTILLA_PAGE']) && http_response_code() < 500 && !flotilla_may_store(flotilla_headers())) {
        flotilla_remove_page($_SERVER['FLOTILLA_PAGE']);
    }
});

/** The values by lower-case name; several values of a name are joined by commas. */
function flotilla_headers(): array
{
    $headers = [];
    foreach (headers_list() as $header) {
        [$name, $value] = explode(':', $header, 2);
        $name = strtolower($name);
        $headers[$name] = isset($headers[$name]) ? $headers[$name] . ', ' . trim($value) : trim($value);
    }
    return $headers;
}

/** A page that starts a session is for one visitor, even if a plugin allows caching it. */
function flotilla_forbid_sharing(array $headers): void
{
    if (!preg_match('/no-cache|no-store|private/i', $headers['cache-control'] ?? '')) {
        header('Cache-Control: private, no-cache');
    }
}

function flotilla_set_lifetime(array $headers, int $status): void
{
    if (isset($headers['vary'])) {
        // nginx 1.22 reads only the first Vary header.
        header('Vary: ' . $headers['vary']);
    }
    if (isset($headers['set-cookie'])) {
        return;
    }
    if (isset($_SERVER['FLOTILLA_PAGE']) && in_array($status, [404, 410], true)) {
        header('Cache-Control: s-maxage=10');
    } elseif (
        in_array($status, [200, 301, 308], true)
        && !isset($headers['cache-control']) && !isset($headers['expires']) && !isset($headers['pragma'])
    ) {
        header('Cache-Control: s-maxage=10, stale-while-revalidate=600');
    }
}

/** Whether nginx stores a page with these headers. */
function flotilla_may_store(array $headers): bool
{
    $control = $headers['cache-control'] ?? '';
    return !isset($headers['set-cookie']) && ($headers['x-accel-expires'] ?? '1') !== '0'
        && !preg_match('/no-cache|no-store|private/i', $control)
        && preg_match('/(s-maxage|max-age)=0*[1-9]/i', $control)
        && preg_match('/^(accept-encoding|[\s,])*$/i', $headers['vary'] ?? '');
}

/** Removes the page in each encoding. The path of its file is the digest of its key (levels=1:2). */
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
