<?php
/**
 * Plugin Name: Cluster
 * Description: Shows which host, region and release served a page.
 * Version: 1.0.0
 * Requires PHP: 8.2
 * License: MIT
 */

declare(strict_types=1);

namespace Flotilla\Cluster;

defined('ABSPATH') || exit;

/** The machine that runs this request. PHP's pool names it; on the command line, the system does. */
function host(): string
{
    return getenv('FLOTILLA_HOST') ?: (string) gethostname();
}

/** DigitalOcean's slug of the region, e.g. `nyc1`; empty on the command line. */
function region(): string
{
    return getenv('FLOTILLA_REGION') ?: '';
}

/** Id of the release that contains this file. */
function release(): string
{
    return basename(dirname(WP_CONTENT_DIR));
}

// Each host caches only pages that it rendered itself, so the name in a cached page stays correct.

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

// If the chosen theme is not in the release, the release's own theme is used until an editor chooses again.

add_filter('option_stylesheet', static fn (mixed $chosen): mixed => present($chosen) ? $chosen : own_theme());
add_filter('option_template', static fn (mixed $chosen): mixed => present($chosen) ? $chosen : own_template());

// WordPress's fallback theme, which Site Health looks for too, would otherwise be one of its own.
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
