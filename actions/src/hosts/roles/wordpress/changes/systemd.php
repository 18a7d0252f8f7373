<?php
// Written by flotilla. What this service tells systemd (sd_notify), and where it keeps its place in the feed.
declare(strict_types=1);

namespace Flotilla;

function notify(string $state): void
{
    $socket = getenv('NOTIFY_SOCKET');
    $systemd = $socket ? @stream_socket_client('udg://' . preg_replace('/^@/', "\0", $socket)) : false;
    $systemd && fwrite($systemd, $state);
}

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
