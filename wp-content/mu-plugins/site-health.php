<?php
/**
 * Plugin Name: Site Health for this cluster
 * Description: Replaces the tests of Tools > Site Health that expect another kind of hosting with tests for this cluster.
 * Version: 1.0.0
 * Requires PHP: 8.2
 * License: MIT
 */

declare(strict_types=1);

namespace Flotilla\SiteHealth;

defined('ABSPATH') || exit;

/** Tests of WordPress's automatic updates: in this cluster a merged pull request installs updates. */
const UPDATES = ['direct' => ['update_temp_backup_writable', 'available_updates_disk_space'], 'async' => ['background_updates']];
const LOOPBACK = 'flotilla/v1';

add_filter('site_status_tests', static function (array $tests): array {
    foreach (UPDATES as $kind => $names) {
        $tests[$kind] = array_diff_key($tests[$kind], array_flip($names));
    }
    $tests['direct']['flotilla_updates'] = ['label' => 'Updates', 'test' => updates(...)];
    $tests['async']['loopback_requests'] = [
        'label' => __('Loopback request'),
        'test' => rest_url(LOOPBACK . '/loopback'),
        'has_rest' => true,
        'async_direct_test' => loopback(...),
    ];
    return $tests;
});

function updates(): array
{
    return result('flotilla_updates', 'good', 'Security', 'Updates come from your repository', [
        'The version of WordPress is declared in <code>cluster/cluster.yml</code>, plugins and themes there or in'
        . ' <code>wp-content/</code>. A merged pull request installs them on all hosts at the same moment.',
        'WordPress installs no update by itself, and nothing writes to its directories.',
    ]);
}

// WordPress's own test requests wp-cron.php, which only a timer may run here.

add_action('rest_api_init', static fn () => register_rest_route(LOOPBACK, '/loopback', [
    'methods' => 'GET',
    'callback' => loopback(...),
    'permission_callback' => static fn (): bool => current_user_can('view_site_health_checks'),
]));

function loopback(): array
{
    $answer = wp_remote_get(home_url('/'), [
        'timeout' => 10,
        'sslverify' => apply_filters('https_local_ssl_verify', false),
    ]);
    $status = wp_remote_retrieve_response_code($answer);
    if ($status === 200) {
        $why = ['This host requests pages from the site by its name, as a visitor does.'];
        return result('loopback_requests', 'good', 'Performance', __('Your site can perform loopback requests'), $why);
    }
    $error = is_wp_error($answer) ? $answer->get_error_message() : "HTTP $status";
    $why = ['This host requested the front page of the site: ' . esc_html($error) . '.'];
    return result('loopback_requests', 'critical', 'Performance', __('Your site could not complete a loopback request'), $why);
}

function result(string $test, string $status, string $badge, string $label, array $paragraphs): array
{
    return [
        'label' => $label,
        'status' => $status,
        'badge' => ['label' => __($badge), 'color' => 'blue'],
        'description' => '<p>' . implode('</p><p>', $paragraphs) . '</p>',
        'actions' => '',
        'test' => $test,
    ];
}

// nginx caches the pages, and reports it in a header that WordPress does not look for.
add_filter('site_status_page_cache_supported_cache_headers', static fn (array $headers): array => [
    ...$headers,
    'x-cache' => static fn (string $said): bool => (bool) preg_match('/HIT|MISS|STALE|EXPIRED|UPDATING|REVALIDATED/', $said),
]);

// Visitors get pages from nginx's cache. An object cache must be shared by all hosts; an owner may add one.
add_filter('site_status_should_suggest_persistent_object_cache', static fn (): bool => false);
add_filter('site_status_test_result', static function (array $result): array {
    if (($result['test'] ?? '') === 'persistent_object_cache' && !wp_using_ext_object_cache()) {
        $result['description'] .= '<p>nginx serves cached pages to visitors without the database. If editors need more,'
            . ' put an <code>object-cache.php</code> into <code>wp-content/</code> whose storage all hosts share.</p>';
    }
    return $result;
});
