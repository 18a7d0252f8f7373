<?php
// ⟦written⟧
/*
 * `check` exits with 0 if the site is as declared, 1 if it is not, and ⟦SITE_UNKNOWN⟧ if the database does not respond. `install` makes the
 * site so; its standard input is the first administrator's password. `upgrade` does the same, but only if a site exists.
 *
 * `check` loads only WordPress's database class. The installation sends no mail and makes no HTTP request to the site,
 * because the site's name may not point here yet. It holds a database lock, because several hosts may run it at once.
 * An interrupted installation has no user yet: the next run completes it.
 */
declare(strict_types=1);

const LOCK = 'flotilla/site';
const LOCK_SECONDS = 120;
const NO_SUCH_TABLE = 1146;
const PERMALINKS = '/%year%/%monthnum%/%day%/%postname%/';

$checking = ($argv[1] ?? '') === 'check';
$wanted = json_decode(file_get_contents('⟦SITE_WANTED⟧'), false, 8, JSON_THROW_ON_ERROR);

// WordPress exits with 0 if it finds no database. That must not look like success.
$status = ⟦SITE_UNKNOWN⟧;
register_shutdown_function(static function () use (&$status): void {
    exit($status);
});

// WordPress prints HTML; this program prints plain text.
ob_start(static function (string $said): string {
    $text = html_entity_decode(strip_tags(preg_replace('#<(head|style)\b.*?</\1>#s', '', $said)), ENT_QUOTES);
    return preg_replace('/\s+/', ' ', $text) . "\n";
});
define($checking ? 'SHORTINIT' : 'WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url($wanted->url, PHP_URL_HOST);
require '⟦WEB_ROOT⟧/wp-load.php';
$status = 1;

/** The site in the database; values are null if there is none yet. */
function found(): object
{
    global $wpdb;
    $option = static fn (string $name): string => "(SELECT option_value FROM $wpdb->options WHERE option_name = '$name')";
    $wpdb->suppress_errors();
    $row = $wpdb->get_row(
        "SELECT {$option('siteurl')} AS siteurl, {$option('home')} AS home, {$option('db_version')} AS version,"
        . " (SELECT COUNT(*) FROM $wpdb->users) AS users"
    );
    $wpdb->suppress_errors(false);
    if ($row === null && mysqli_errno($wpdb->dbh) !== NO_SUCH_TABLE) {
        global $status;
        fwrite(STDERR, "Cannot read the site from the database: $wpdb->last_error\n");
        exit($status = ⟦SITE_UNKNOWN⟧);
    }
    return $row ?? (object) ['siteurl' => null, 'home' => null, 'version' => null, 'users' => '0'];
}

function installed(object $found): bool
{
    return $found->siteurl !== null && (int) $found->users > 0;
}

/** What differs from the declaration, or null. */
function difference(object $found, object $wanted): ?string
{
    global $wp_db_version;
    return match (true) {
        !installed($found) => 'it is not installed',
        (int) $found->version !== $wp_db_version => "its database has version $found->version",
        $found->siteurl !== $wanted->url || $found->home !== $wanted->url => "its address is $found->siteurl",
        default => null,
    };
}

function install_site(object $wanted): void
{
    add_action('populate_options', static fn () => add_option('permalink_structure', PERMALINKS));
    $password = trim(stream_get_contents(STDIN));
    wp_install($wanted->title, $wanted->admin->user, $wanted->admin->email, true, '', wp_slash($password));
}

/** Bypasses WordPress's own functions: they read these options from wp-config.php and would change nothing. */
function move_site(string $url): void
{
    global $wpdb;
    foreach (['siteurl', 'home'] as $option) {
        $wpdb->update($wpdb->options, ['option_value' => $url], ['option_name' => $option]);
    }
}

if (!$checking) {
    // Defined first: WordPress's own function would mail the password to the administrator.
    function wp_new_blog_notification(): void
    {
    }
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    if ($wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, %d)', LOCK, LOCK_SECONDS)) !== '1') {
        throw new RuntimeException('Another host has been installing the site for ' . LOCK_SECONDS . ' s. Run apply again.');
    }
    $installed = installed(found());
    if (!$installed && $argv[1] === 'upgrade') {
        throw new RuntimeException(
            'The database has no site, although this host has served one. Nothing was installed. Restore a dump on the'
            . ' primary (⟦BACKUPS⟧, ⟦DUMPS⟧), then run apply again.'
        );
    }
    $installed ? wp_upgrade() : install_site($wanted);
    move_site($wanted->url);
}

$difference = difference(found(), $wanted);
if ($difference !== null) {
    fwrite(STDERR, "The site is not as declared: $difference.\n");
}
$status = $difference === null ? 0 : 1;
