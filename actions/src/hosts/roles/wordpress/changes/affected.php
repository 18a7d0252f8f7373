<?php
// Written by flotilla. Which addresses show a post. What lies below an address (its feed, its further pages) is not listed:
// a host finds it among its stored pages.
namespace Flotilla;

require_once __DIR__ . '/row.php';

/** Whether it has an address for everyone. */
function is_seen(\WP_Post $post): bool
{
    return is_post_publicly_viewable($post);
}

/** Whether everyone may read it, too. */
function is_open(\WP_Post $post): bool
{
    return $post->post_password === '' && is_seen($post);
}

/** Itself and what lists it: none while nobody sees it. */
function affected(\WP_Post $post): array
{
    if (!is_seen($post)) {
        return [];
    }
    if ($post->post_type === 'attachment') {
        return [path_of(get_permalink($post))];
    }
    $links = [
        get_permalink($post),
        home_url('/'),
        home_url('/wp-sitemap.xml'),
        get_post_type_archive_link($post->post_type),
        get_author_posts_url((int) $post->post_author),
        ...($post->post_type === 'post' ? dates_of($post) : []),
    ];
    $terms = wp_get_object_terms($post->ID, get_object_taxonomies($post->post_type), ['fields' => 'tt_ids']);
    return array_unique([...array_map(path_of(...), array_filter($links)), ...lists_of(is_array($terms) ? $terms : [])]);
}

/** As other pages link to it. The front page is linked to by all, and has its address. */
function link_to(\WP_Post $post): string
{
    $link = preg_replace('~^\w+://[^/]+~', '', get_permalink($post));
    return $link === '' || $link === '/' ? '' : LINK . $link;
}

function dates_of(\WP_Post $post): array
{
    [$year, $month, $day] = array_map(intval(...), explode('-', substr($post->post_date, 0, 10)));
    return [get_year_link($year), get_month_link($year, $month), get_day_link($year, $month, $day)];
}

/** Addresses of terms and of those above them, by ids of term and taxonomy. */
function lists_of(array $ids): array
{
    $paths = [];
    foreach (array_unique($ids) as $id) {
        $term = get_term_by('term_taxonomy_id', $id);
        if (!$term || !is_taxonomy_viewable($term->taxonomy)) {
            continue;
        }
        foreach ([$term->term_id, ...get_ancestors($term->term_id, $term->taxonomy, 'taxonomy')] as $one) {
            $link = get_term_link($one, $term->taxonomy);
            $paths[] = is_string($link) ? path_of($link) : '';
        }
    }
    return array_filter($paths);
}

function path_of(string $link): string
{
    return rawurldecode(parse_url($link, PHP_URL_PATH) ?: '/');
}
