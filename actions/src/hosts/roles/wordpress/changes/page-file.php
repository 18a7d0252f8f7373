<?php
// ⟦written⟧
// One page that nginx stored. nginx reads the header of its file on every request (ngx_http_file_cache_header_t,
// version 5), so changing two numbers in it makes the page expire.
declare(strict_types=1);

namespace Flotilla;

final class PageFile
{
    private const VERSION = 5;
    /** Offsets in the header. Until when a page is fresh, followed by how long it may be served stale during an update. */
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

    /** A key always has the same path, so callers read it only once. */
    public function key(): ?string
    {
        return preg_match('~\nKEY: ([^\n]+)\n~', $this->head(), $found) ? $found[1] : null;
    }

    /** Whether PHP may have started it before `$moment`, by this host's clock. */
    public function isOlder(float $moment): bool
    {
        return !preg_match('~X-Started: ([\d.]+)\r\n~i', $this->head(), $found) || (float) $found[1] < $moment;
    }

    /** The fields of nginx's header; null if it cannot be read. */
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

    /** Whether the page was requested lately: others are not fetched again. */
    public function isInUse(): bool
    {
        return (self::header($this->head())['fresh'] ?? 0) >= time() - self::LATELY_SECONDS;
    }

    /** Serves the page stale until the end of `$second` while a new one is fetched, and later only if that fails. */
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

    /** Whether a page stored since `$since` contains a link. A page that cannot be read may contain it. */
    public function contains(string $pattern, int $since): bool
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
