<?php
// ⟦written⟧
// Data that any page may show: changing it affects all pages.
namespace Flotilla;

const EVERYWHERE_HOOKS = [
    'wp_update_nav_menu', 'wp_update_nav_menu_item', 'wp_delete_nav_menu', 'customize_save_after', 'switch_theme',
    'edited_term', 'delete_term',
];
const EVERYWHERE_TYPES = [
    'nav_menu_item', 'wp_navigation', 'wp_template', 'wp_template_part', 'wp_global_styles', 'wp_block', 'custom_css',
];
const EVERYWHERE_OPTIONS = '/^(blogname|blogdescription|site_icon|permalink_structure|category_base|tag_base'
    . '|show_on_front|page_on_front|page_for_posts|posts_per_page|sticky_posts|sidebars_widgets|widget_.*|theme_mods_.*'
    . '|stylesheet|active_plugins|date_format|time_format|timezone_string|gmt_offset|WPLANG|blog_public|show_avatars'
    . '|comments_per_page|comment_order|thread_comments)$/';
