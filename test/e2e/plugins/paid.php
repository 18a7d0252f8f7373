<?php
/** A payment provider's callback: a plugin's file that is called directly and loads WordPress itself. */
require __DIR__ . '/../../../wp-load.php';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    update_option('test_paid', sanitize_text_field($_POST['order'] ?? ''));
}
nocache_headers();
echo 'paid: ', get_option('test_paid');
