<?php
// ⟦written⟧
// Applies changes made through any host to the pages that this host stored. Runs as PHP's user, which owns the pages: it
// can do nothing that the site's own code cannot. Its argument is its configuration file.
declare(strict_types=1);

namespace Flotilla;

require __DIR__ . '/row.php';
require __DIR__ . '/page-file.php';
require __DIR__ . '/stored.php';
require __DIR__ . '/renew.php';
require __DIR__ . '/feed.php';
require __DIR__ . '/follower.php';

const PAUSE = 0.2;
const PAUSE_WITHOUT_DATABASE = 1.0;

/** Reports the state of this service to systemd (sd_notify). */
function notify(string $state): void
{
    $socket = getenv('NOTIFY_SOCKET');
    $systemd = $socket ? @stream_socket_client('udg://' . preg_replace('/^@/', "\0", $socket)) : false;
    $systemd && fwrite($systemd, $state);
}

/** The position in the feed, kept across restarts. */
final class Place
{
    private static function file(): string
    {
        return getenv('STATE_DIRECTORY') . '/place.json';
    }

    public static function read(): ?array
    {
        $place = json_decode((string) @file_get_contents(self::file()), true);
        return is_int($place['id'] ?? null) && is_string($place['at'] ?? null) ? $place : null;
    }

    public static function keep(array $place): void
    {
        $file = self::file();
        file_put_contents("$file.new", json_encode($place)) && rename("$file.new", $file);
    }
}

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$config = json_decode(file_get_contents($argv[1]), false, 4, JSON_THROW_ON_ERROR);
$feed = new Feed($config, Place::read());
$renewal = new Renewal();
$follower = new Follower(new Stored($config->pages), $renewal);
$release = readlink($config->release);
notify('READY=1');
while (true) {
    clearstatcache(true);
    $was = $feed->place;
    $pause = PAUSE;
    try {
        $follower->add($feed->next());
        notify('STATUS=The database answered at ' . time());
    } catch (\mysqli_sql_exception $error) {
        notify('STATUS=The database does not respond: ' . strtok($error->getMessage(), "\n"));
        $pause = PAUSE_WITHOUT_DATABASE;
    }
    // The switch already made every page expire (content/pages.py).
    if ($release !== ($release = readlink($config->release))) {
        $follower->add([['kind' => 'changed', 'addresses' => ALL]]);
    }
    $follower->work();
    // After applying the rows, so that a restart misses none.
    if ($feed->advance() || $feed->place !== $was) {
        Place::keep($feed->place);
    }
    notify('WATCHDOG=1');
    $renewal->work($pause);
}
