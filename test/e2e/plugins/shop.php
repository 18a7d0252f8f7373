<?php
/* Plugin Name: Shop. A cart by a session cookie, an order, and a download that belongs to its buyer. It never forbids a cache. */

const SHOP_COOKIE = 'wp_woocommerce_session_test';
const SHOP_FILE = 'woocommerce_uploads/book.txt';

add_action('parse_request', static function (WP $wp): void {
    $pages = ['book' => 'shop_book', 'basket-of-mine' => 'shop_book', 'order' => 'shop_order', 'download' => 'shop_download'];
    if (isset($pages[$wp->request])) {
        header('Content-Type: text/plain');
        $pages[$wp->request]();
        exit;
    }
});

function shop_session(): string
{
    return $_COOKIE[SHOP_COOKIE] ?? '';
}

/** A product's page, with the small cart that shops show on each of theirs. */
function shop_book(): void
{
    $session = shop_session();
    if (isset($_GET['add-to-cart'])) {
        $session = $session ?: wp_generate_password(20, false);
        setcookie(SHOP_COOKIE, $session, 0, '/', '', true, true);
        setcookie('woocommerce_items_in_cart', '1', 0, '/');
        set_transient("shop_cart_$session", 1 + (int) get_transient("shop_cart_$session"), HOUR_IN_SECONDS);
    }
    echo 'In your cart: ', $session ? (int) get_transient("shop_cart_$session") : 0;
}

function shop_order(): void
{
    $key = wp_generate_password(20, false);
    set_transient("shop_order_$key", shop_session(), HOUR_IN_SECONDS);
    echo $key;
}

function shop_download(): void
{
    $buyer = get_transient('shop_order_' . shop_asked_key());
    if (!$buyer || $buyer !== shop_session()) {
        status_header(403);
        echo 'Not yours';
    } elseif (isset($_GET['by-nginx'])) {
        header('X-Accel-Redirect: /wp-content/uploads/' . SHOP_FILE);
    } else {
        readfile(wp_upload_dir()['basedir'] . '/' . SHOP_FILE);
    }
}

function shop_asked_key(): string
{
    return preg_replace('/\W/', '', $_GET['key'] ?? '');
}
