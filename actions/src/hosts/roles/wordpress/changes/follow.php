<?php
// Written by flotilla. Applies to this host's stored pages what was changed through any host. Runs as PHP's user, which owns
// the pages: it can do nothing that the site's own code cannot. Its argument is its configuration.
declare(strict_types=1);

namespace Flotilla;

require __DIR__ . '/row.php';
require __DIR__ . '/page-file.php';
require __DIR__ . '/stored.php';
require __DIR__ . '/renew.php';
require __DIR__ . '/feed.php';
require __DIR__ . '/follower.php';
require __DIR__ . '/systemd.php';

const PAUSE = 0.2;
const PAUSE_WITHOUT_DATABASE = 1.0;

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
        notify('STATUS=The database does not answer: ' . strtok($error->getMessage(), "\n"));
        $pause = PAUSE_WITHOUT_DATABASE;
    }
    // The switch itself made every page expire (content/pages.py).
    if ($release !== ($release = readlink($config->release))) {
        $follower->add([['kind' => 'changed', 'addresses' => ALL]]);
    }
    $follower->work();
    // Once it is applied, so that a restart misses nothing.
    if ($feed->settle() || $feed->place !== $was) {
        Place::keep($feed->place);
    }
    notify('WATCHDOG=1');
    $renewal->work($pause);
}
