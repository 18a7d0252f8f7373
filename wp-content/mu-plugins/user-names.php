<?php
/**
 * Plugin Name: User names
 * Description: Hides login names from visitors, and rejects pingbacks.
 * Version: 1.0.0
 * Requires PHP: 8.2
 * License: MIT
 */

declare(strict_types=1);

namespace Flotilla\UserNames;

defined('ABSPATH') || exit;

const REVEALING = ['invalid_username', 'invalid_email', 'incorrect_password'];

// The error does not reveal whether the name or the password is wrong. The text is WordPress's own, so it is translated.

add_filter('authenticate', conceal(...), PHP_INT_MAX);
add_filter('rest_authentication_errors', conceal(...), PHP_INT_MAX);

function conceal(mixed $result): mixed
{
    if (!is_wp_error($result) || !in_array($result->get_error_code(), REVEALING, true)) {
        return $result;
    }
    $text = __('<strong>Error:</strong> Invalid username, email address or incorrect password.');
    return new \WP_Error('authentication_failed', $text, ['status' => 401]);
}

// "Lost your password?" responds to an unknown name as to a known one.
add_action('lostpassword_post', static function (\WP_Error $errors, mixed $user): void {
    if (!$user && $GLOBALS['pagenow'] === 'wp-login.php' && array_diff($errors->get_error_codes(), ['invalid_email']) === []) {
        wp_safe_redirect('wp-login.php?checkemail=confirm');
        exit;
    }
}, 10, 2);

// `/?author=1` would redirect to an address that contains the name. Without permalinks it is the address of the author's posts.
add_filter('request', static function (array $asked): array {
    $isGuess = isset($asked['author']) && !is_user_logged_in() && get_option('permalink_structure') !== '';
    return $isGuess ? ['error' => '404'] : $asked;
});

// The REST API gives visitors an author by id, without the fields that contain the name, and no searchable list.

add_filter('rest_request_before_callbacks', static function (mixed $response, array $handler, \WP_REST_Request $request): mixed {
    $isList = rtrim($request->get_route(), '/') === '/wp/v2/users';
    return $isList && !is_user_logged_in()
        ? new \WP_Error('rest_user_cannot_view', __('Sorry, you are not allowed to list users.'), ['status' => 401])
        : $response;
}, 10, 3);

add_filter('rest_prepare_user', static function (\WP_REST_Response $response): \WP_REST_Response {
    if (!is_user_logged_in()) {
        $response->set_data(array_diff_key($response->get_data(), ['slug' => 1, 'link' => 1]));
    }
    return $response;
});

add_filter('oembed_response_data', static fn (array $data): array => array_diff_key($data, ['author_url' => 1]));
add_filter('wp_sitemaps_add_provider', static fn (mixed $provider, string $name): mixed => $name === 'users' ? false : $provider, 10, 2);
add_filter('comment_class', static fn (array $classes): array => preg_grep('/^comment-author-/', $classes, PREG_GREP_INVERT));

// A pingback makes a host request any address that a stranger names.
add_filter('xmlrpc_methods', static fn (array $methods): array => array_diff_key($methods, [
    'pingback.ping' => 1,
    'pingback.extensions.getPingbacks' => 1,
]));
add_filter('wp_headers', static fn (array $headers): array => array_diff_key($headers, ['X-Pingback' => 1]));
