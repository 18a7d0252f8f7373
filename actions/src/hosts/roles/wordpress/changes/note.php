<?php
// ⟦written⟧
// Records which addresses a change affects; each host applies that to its stored pages (follow.php). These hooks are
// set before WordPress loads, so that they run before those of plugins. A change is written when it is made and again when
// the request ends, because plugins save their data of a post after WordPress does.
namespace Flotilla;

require __DIR__ . '/affected.php';
require __DIR__ . '/everywhere.php';
require __DIR__ . '/noted.php';

final class Changes
{
    private const HOOKS = [
        'wp_after_insert_post' => ['saved', 4],
        'before_delete_post' => ['deleting', 2],
        'delete_attachment' => ['deleting', 2],
        'deleted_post' => ['write', 0],
        'clean_post_cache' => ['cacheCleaned', 2],
        'set_object_terms' => ['termsChanged', 6],
        'wp_insert_comment' => ['commented', 1],
        'edit_comment' => ['commented', 1],
        'transition_comment_status' => ['commentStatusChanged', 3],
        'updated_option' => ['optionChanged', 1],
        'added_option' => ['optionChanged', 1],
        'deleted_option' => ['optionChanged', 1],
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

    /** While WordPress still knows its terms; written after the deletion. */
    public static function deleting($id, $post): void
    {
        in_array($post->post_type, EVERYWHERE_TYPES, true) && Noted::add('changed', [ALL]);
        is_seen($post) && self::unpublish($post);
    }

    /** Any page may show it: pages that link to it are removed, and all others expire. */
    private static function unpublish(\WP_Post $post): void
    {
        Noted::add('gone', [...affected($post), link_to($post)]);
        Noted::add('changed', [REST]);
    }

    public static function cacheCleaned($id, $post): void
    {
        $post instanceof \WP_Post && Noted::add('changed', affected($post));
    }

    public static function termsChanged($id, $terms, $now, $taxonomy, $append, $before): void
    {
        $post = get_post($id);
        $post && is_seen($post) && Noted::add('changed', lists_of(array_merge($now, $before)));
    }

    /** A comment that is held or spam is on no page. */
    public static function commented($id): void
    {
        $comment = get_comment($id);
        $comment && $comment->comment_approved === '1' && self::discussed('changed', $comment);
    }

    public static function commentStatusChanged($new, $old, $comment): void
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

    public static function optionChanged($option): void
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
