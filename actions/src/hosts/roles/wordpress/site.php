<?php
// Written by flotilla. `check`: exits 0 when the site is as wanted, 1 when not, ⟦SITE_UNKNOWN⟧ when it cannot be asked. `install`:
// makes it so; its standard input is the first administrator's password. `upgrade`: likewise, where a site has to be there.
/*
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

// WordPress ends with 0 when it finds no database; here that must not look like success.
$status = ⟦SITE_UNKNOWN⟧;
register_shutdown_function(static function () use (&$status): void {
    exit($status);
});

// WordPress speaks HTML; whoever reads this reads plain text.
ob_start(static function (string $said): string {
    $text = html_entity_decode(strip_tags(preg_replace('#<(head|style)\b.*?</\1>#s', '', $said)), ENT_QUOTES);
    return preg_replace('/\s+/', ' ', $text) . "\n";
});
define($checking ? 'SHORTINIT' : 'WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url($wanted->url, PHP_URL_HOST);
require '⟦WEB_ROOT⟧/wp-load.php';
$status = 1;

/** What the database says of the site: null values where there is none yet. */
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
        fwrite(STDERR, "The database cannot be asked for the site: $wpdb->last_error\n");
        exit($status = ⟦SITE_UNKNOWN⟧);
    }
    return $row ?? (object) ['siteurl' => null, 'home' => null, 'version' => null, 'users' => '0'];
}

function installed(object $found): bool
{
    return $found->siteurl !== null && (int) $found->users > 0;
}

/** On standard error, where a person looks when the exit status is not 0. */
function lacks(object $found, object $wanted): ?string
{
    global $wp_db_version;
    return match (true) {
        !installed($found) => 'it is not installed',
        (int) $found->version !== $wp_db_version => "its database is of version $found->version",
        $found->siteurl !== $wanted->url || $found->home !== $wanted->url => "it says it is at $found->siteurl",
        default => null,
    };
}

function install_site(object $wanted): void
{
    add_action('populate_options', static fn () => add_option('permalink_structure', PERMALINKS));
    $password = trim(stream_get_contents(STDIN));
    wp_install($wanted->title, $wanted->admin->user, $wanted->admin->email, true, '', wp_slash($password));
}

/** Past WordPress's own functions: they read these options from wp-config.php, and so see nothing to change. */
function move_site(string $url): void
{
    global $wpdb;
    foreach (['siteurl', 'home'] as $option) {
        $wpdb->update($wpdb->options, ['option_value' => $url], ['option_name' => $option]);
    }
}

if (!$checking) {
    // Defined first, so that WordPress's own does not mail the password to the administrator.
    function wp_new_blog_notification(): void
    {
    }
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    if ($wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, %d)', LOCK, LOCK_SECONDS)) !== '1') {
        throw new RuntimeException('Another host has been at it for ' . LOCK_SECONDS . ' s; run apply again.');
    }
    $installed = installed(found());
    if (!$installed && $argv[1] === 'upgrade') {
        throw new RuntimeException(
            'The database holds no site, although this host has served one: nothing was installed. Restore a dump on the'
            . ' primary (/var/backups/flotilla, /var/lib/flotilla/dumps) and apply again.'
        );
    }
    $installed ? wp_upgrade() : install_site($wanted);
    move_site($wanted->url);
}

$lacks = lacks(found(), $wanted);
if ($lacks !== null) {
    fwrite(STDERR, "The site is not as declared: $lacks.\n");
}
$status = $lacks === null ? 0 : 1;
