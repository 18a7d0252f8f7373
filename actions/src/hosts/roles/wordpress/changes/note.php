<?php
// Written by flotilla. Notes which addresses a change affects; each host applies that to the pages it stored (follow.php).
// These hooks are set before WordPress is loaded, so that no plugin comes first. A change is written when it is made, and
// once more when the request ends, because plugins save after WordPress what belongs to a post.
namespace Flotilla;

require __DIR__ . '/affected.php';
require __DIR__ . '/everywhere.php';
require __DIR__ . '/noted.php';

final class Changes
{
    private const HOOKS = [
        'wp_after_insert_post' => ['saved', 4],
        'before_delete_post' => ['leaves', 2],
        'delete_attachment' => ['leaves', 2],
        'deleted_post' => ['write', 0],
        'clean_post_cache' => ['touched', 2],
        'set_object_terms' => ['sorted', 6],
        'wp_insert_comment' => ['commented', 1],
        'edit_comment' => ['commented', 1],
        'transition_comment_status' => ['judged', 3],
        'updated_option' => ['set', 1],
        'added_option' => ['set', 1],
        'deleted_option' => ['set', 1],
        'shutdown' => ['finish', 0],
    ];

    public static function listen(): void
    {
        $hooks = self::HOOKS + array_fill_keys(EVERYWHERE_HOOKS, ['everywhere', 0]);
        foreach ($hooks as $hook => [$method, $arguments]) {
            $callback = [self::class, $method];
            if (function_exists('add_filter')) {
                add_filter($hook, $callback, PHP_INT_MAX, $arguments);
            } else {
                $GLOBALS['wp_filter'][$hook][PHP_INT_MAX][] = ['function' => $callback, 'accepted_args' => $arguments];
            }
        }
    }

    public static function saved($id, $post, $update = true, $before = null): void
    {
        $was = $before instanceof \WP_Post ? $before : $post;
        if (in_array($post->post_type, EVERYWHERE_TYPES, true)) {
            in_array('publish', [$post->post_status, $was->post_status], true) && self::everywhere();
            return;
        }
        if (is_open($was) && !is_open($post)) {
            self::unpublish($was);
        }
        Noted::add('changed', array_merge(affected($was), affected($post)));
        Noted::write();
    }

    /** While its terms are known; written once it has left. */
    public static function leaves($id, $post): void
    {
        in_array($post->post_type, EVERYWHERE_TYPES, true) && Noted::add('changed', [ALL]);
        is_seen($post) && self::unpublish($post);
    }

    /** Any page may show it: what links to it is removed, and all else expires. */
    private static function unpublish(\WP_Post $post): void
    {
        Noted::add('gone', [...affected($post), link_to($post)]);
        Noted::add('changed', [REST]);
    }

    public static function touched($id, $post): void
    {
        $post instanceof \WP_Post && Noted::add('changed', affected($post));
    }

    public static function sorted($id, $terms, $now, $taxonomy, $append, $before): void
    {
        $post = get_post($id);
        $post && is_seen($post) && Noted::add('changed', lists_of(array_merge($now, $before)));
    }

    /** One that is held, or spam, is on no page. */
    public static function commented($id): void
    {
        $comment = get_comment($id);
        $comment && $comment->comment_approved === '1' && self::discussed('changed', $comment);
    }

    public static function judged($new, $old, $comment): void
    {
        if ($new === 'approved' || $old === 'approved') {
            self::discussed($new === 'approved' ? 'changed' : 'gone', $comment);
        }
    }

    private static function discussed(string $kind, $comment): void
    {
        $post = get_post($comment->comment_post_ID);
        if ($post && is_seen($post)) {
            Noted::add($kind, [path_of(get_permalink($post)), path_of(home_url('/'))]);
            $kind === 'gone' && Noted::add($kind, [LINK . "#comment-$comment->comment_ID"]);
            Noted::write();
        }
    }

    public static function set($option): void
    {
        preg_match(EVERYWHERE_OPTIONS, (string) $option) && Noted::add('changed', [ALL]);
    }

    public static function everywhere(): void
    {
        Noted::add('changed', [ALL]);
        Noted::write();
    }

    public static function write(): void
    {
        Noted::write();
    }

    public static function finish(): void
    {
        Noted::writeAgain();
    }
}

Changes::listen();
