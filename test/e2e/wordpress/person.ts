import { onHost } from '../cluster.ts';

const encoded = (text: string) => `echo ${Buffer.from(text).toString('base64')} | base64 -d`;

/** Runs PHP in the WordPress that a host serves, as its user. Returns what it prints. */
export const wordpress = (line: string, host = 'host-01'): Promise<string> =>
  onHost(
    host,
    `${encoded(`<?php require '/srv/www/content/current/core/wp-load.php'; ${line}`)} | \
setpriv --reuid=www-data --regid=www-data --init-groups php`,
  );

export const PASSWORD = 'correct-horse-battery-staple';

/** Cheap password hashes: otherwise the guesses of a test would take most of its time. */
export const CHEAP = "add_filter('wp_hash_password_options', static fn () => ['cost' => 4]);";

/** Creates an account for this test. Returns an application password. */
export const createPerson = (name: string, role: string): Promise<string> =>
  wordpress(`${CHEAP} $id = wp_insert_user(['user_login' => '${name}', 'user_pass' => '${PASSWORD}',
    'user_email' => '${name}@example.com', 'role' => '${role}']);
echo WP_Application_Passwords::create_new_application_password($id, ['name' => 'app'])[0];`);

export const removePerson = (name: string): Promise<string> =>
  wordpress(`require_once ABSPATH . 'wp-admin/includes/user.php';
wp_delete_user(get_user_by('login', '${name}')->ID); $wpdb->query('DELETE FROM wp_flotilla_logins');`);
