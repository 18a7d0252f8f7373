<?php
/* Plugin Name: Activity. One address, two answers by "Accept", as ActivityPub plugins give them. It sends no "Vary". */

add_action('template_redirect', static function (): void {
    if (is_singular() && str_contains($_SERVER['HTTP_ACCEPT'] ?? '', 'application/activity+json')) {
        header('Content-Type: application/activity+json');
        echo json_encode(['type' => 'Note', 'id' => get_permalink()]);
        exit;
    }
});
