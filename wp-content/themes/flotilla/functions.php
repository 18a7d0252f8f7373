<?php

declare(strict_types=1);

// A sync derives the times of files from their contents, so this address changes exactly when the style does.
add_action('wp_enqueue_scripts', static function (): void {
    wp_enqueue_style('flotilla', get_stylesheet_uri(), [], (string) filemtime(get_stylesheet_directory() . '/style.css'));
});
add_action('after_setup_theme', static fn () => add_editor_style('style.css'));
