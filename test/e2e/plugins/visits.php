<?php
/* Plugin Name: Visits. Counts a visitor's pages in PHP's own session. */

add_action('parse_request', static function (WP $wp): void {
    if ($wp->request === 'visits') {
        session_start();
        echo $_SESSION['visits'] = 1 + ($_SESSION['visits'] ?? 0);
        exit;
    }
});
