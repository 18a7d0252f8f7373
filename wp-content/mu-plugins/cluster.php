<?php
/**
 * Plugin Name: Cluster
 * Description: Says which host served a page, drops this host's page cache when something is published, and answers at /flotilla-health.
 * Version: 1.0.0
 * Requires PHP: 8.2
 * License: MIT
 */

declare(strict_types=1);

namespace Flotilla\Cluster;

const HEALTH_PATH = '/flotilla-health';
const PAGE_CACHE = '/var/cache/nginx/pages';

defined('ABSPATH') || exit;

/** The machine that runs this request. The pool of PHP names it; a command line does not. */
function host(): string
{
    return getenv('FLOTILLA_HOST') ?: (string) gethostname();
}

/** DigitalOcean's slug of the region, e.g. `nyc1`; empty where it is not known. */
function region(): string
{
    return getenv('FLOTILLA_REGION') ?: '';
}

/** Id of the release this file belongs to. */
function release(): string
{
    return basename(dirname(WP_CONTENT_DIR));
}

// Which host served this page: each host caches the pages that it made itself, so what a cached page says stays true.

add_action('send_headers', static function (): void {
    header('X-Served-By: ' . host());
});

add_action('init', static function (): void {
    register_block_type('flotilla/served-by', [
        'api_version' => 3,
        'title' => 'Served by',
        'description' => 'The host and region that served this page.',
        'category' => 'widgets',
        'render_callback' => served_by(...),
    ]);
});

function served_by(): string
{
    $parts = [
        'Host' => host(),
        'Region' => region(),
        'Release' => release(),
    ];
    $list = '';
    foreach (array_filter($parts) as $name => $value) {
        $list .= sprintf('<div><dt>%s</dt><dd>%s</dd></div>', esc_html($name), esc_html($value));
    }
    return sprintf('<dl class="wp-block-flotilla-served-by">%s</dl>', $list);
}

// A theme that is not in the release cannot be shown: the release's own one is, until an editor chooses again.

add_filter('option_stylesheet', static fn (mixed $chosen): mixed => present($chosen) ? $chosen : own_theme());
add_filter('option_template', static fn (mixed $chosen): mixed => present($chosen) ? $chosen : own_template());

// What WordPress falls back to, and looks for in Site Health, would otherwise be one of its own.
own_theme() === '' || defined('WP_DEFAULT_THEME') || define('WP_DEFAULT_THEME', own_theme());

function present(mixed $theme): bool
{
    return is_string($theme) && $theme !== '' && is_dir(WP_CONTENT_DIR . "/themes/$theme");
}

function own_theme(): string
{
    static $found = null;
    $found ??= glob(WP_CONTENT_DIR . '/themes/*/style.css') ?: [];
    return $found === [] ? '' : basename(dirname($found[0]));
}

/** A child theme names its parent in its style sheet. */
function own_template(): string
{
    $theme = own_theme();
    $sheet = WP_CONTENT_DIR . "/themes/$theme/style.css";
    return $theme === '' ? '' : (get_file_data($sheet, ['template' => 'Template'])['template'] ?: $theme);
}

// What is published is seen at once on this host, and on the others as soon as their pages are ten seconds old.

add_action('transition_post_status', static function (string $new, string $old): void {
    if ($new === 'publish' || $old === 'publish') {
        purge_later();
    }
}, 10, 2);
foreach (['switch_theme', 'customize_save_after', 'wp_update_nav_menu', 'wp_set_comment_status', 'comment_post'] as $event) {
    add_action($event, purge_later(...), 10, 0);
}

/** Once a request, at its end: until then a reader could fetch, and nginx keep, what is about to change. */
function purge_later(): void
{
    static $asked = false;
    if (!$asked) {
        $asked = true;
        add_action('shutdown', purge(...), 100, 0);
    }
}

function purge(): void
{
    if (!is_readable(PAGE_CACHE)) {
        return;
    }
    $files = new \RecursiveIteratorIterator(
        new \RecursiveDirectoryIterator(PAGE_CACHE, \FilesystemIterator::SKIP_DOTS),
        \RecursiveIteratorIterator::LEAVES_ONLY,
        \RecursiveIteratorIterator::CATCH_GET_CHILD
    );
    foreach ($files as $file) {
        // nginx may have been there first.
        @unlink($file->getPathname());
    }
}

// Answered once all of WordPress, its plugins and its theme are loaded: that it is answered is what it says.

add_action('wp_loaded', static function (): void {
    if (rtrim((string) parse_url($_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH), '/') !== HEALTH_PATH) {
        return;
    }
    global $wpdb;
    $database = $wpdb->get_var('SELECT 1') === '1';
    nocache_headers();
    header('X-Served-By: ' . host());
    wp_send_json([
        'status' => $database ? 'ok' : 'no database',
        'host' => host(),
        'region' => region(),
        'release' => release(),
        'theme' => get_stylesheet(),
        'wordpress' => wp_get_wp_version(),
    ], $database ? 200 : 503);
});
