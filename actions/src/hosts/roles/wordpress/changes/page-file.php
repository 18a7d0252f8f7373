<?php
// Written by flotilla. One page that nginx has stored. nginx reads the header of the file at each request
// (ngx_http_file_cache_header_t, version 5), so a page expires by two numbers in it.
declare(strict_types=1);

namespace Flotilla;

final class PageFile
{
    private const VERSION = 5;
    /** Of the header: until when a page is fresh, and for how long it may be shown while a new one is fetched. */
    private const FRESH_AT = 8;
    private const STORED_AT = 40;
    private const BODY_AT = 56;
    private const HEADER_BYTES = 64;
    private const LATELY_SECONDS = 600;

    public function __construct(public readonly string $path)
    {
    }

    private function head(): string
    {
        return (string) @file_get_contents($this->path, false, null, 0, 16384);
    }

    /** What nginx stores under a key always has the same path: read it once. */
    public function key(): ?string
    {
        return preg_match('~\nKEY: ([^\n]+)\n~', $this->head(), $found) ? $found[1] : null;
    }

    /** Whether PHP may have begun it before `$moment`, by this host's clock. */
    public function isOlder(float $moment): bool
    {
        return !preg_match('~X-Begun: ([\d.]+)\r\n~i', $this->head(), $found) || (float) $found[1] < $moment;
    }

    /** By nginx's header; null where it cannot be read. */
    private static function header(string $head): ?array
    {
        return strlen($head) >= self::HEADER_BYTES && unpack('P', $head)[1] === self::VERSION
            ? [
                ...unpack('Pfresh/Pmore', $head, self::FRESH_AT),
                ...unpack('Pstored', $head, self::STORED_AT),
                ...unpack('vbody', $head, self::BODY_AT),
            ]
            : null;
    }

    /** A page that nobody asks for is not fetched again. */
    public function isAskedLately(): bool
    {
        return (self::header($this->head())['fresh'] ?? 0) >= time() - self::LATELY_SECONDS;
    }

    /** Shown until the end of that second, while a new one is fetched; then only if none can be made. */
    public function expire(int $second): void
    {
        $times = self::header($this->head());
        if ($times && $times['fresh'] + $times['more'] > $second && $handle = @fopen($this->path, 'r+')) {
            $fresh = min($times['fresh'], $second - 1);
            fseek($handle, self::FRESH_AT);
            fwrite($handle, pack('PP', $fresh, $second - $fresh));
            fclose($handle);
        }
    }

    public function remove(): void
    {
        @unlink($this->path);
    }

    /** Whether it shows a link, in what was stored since; what cannot be read may show it. */
    public function shows(string $pattern, int $since): bool
    {
        $times = self::header($this->head());
        if ($times && $times['stored'] < $since) {
            return false;
        }
        $file = (string) @file_get_contents($this->path);
        $body = substr($file, $times['body'] ?? 0);
        $text = str_starts_with($body, "\x1f\x8b") ? @gzdecode($body) : $body;
        return $text === false || (bool) preg_match($pattern, substr($file, 0, $times['body'] ?? 0) . strtr($text, ['\/' => '/']));
    }
}
