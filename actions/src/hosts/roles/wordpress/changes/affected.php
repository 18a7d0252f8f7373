<?php
// ⟦written⟧
// The addresses that show a post. Addresses below one of them (its feed, its further pages) are not listed: a host finds
// those among its stored pages.
namespace Flotilla;

require_once __DIR__ . '/row.php';

/** Whether everyone can reach its address. */
function is_seen(\WP_Post $post): bool
{
    return is_post_publicly_viewable($post);
}

/** Whether everyone can also read it. */
function is_open(\WP_Post $post): bool
{
    return $post->post_password === '' && is_seen($post);
}

/** The addresses of the post and of its lists; none while it is not public. */
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

/** The link to the post in other pages; empty for the front page, because all pages link to it. */
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

/** The addresses of terms and their ancestors, by term_taxonomy_id. */
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
