<?php
// ⟦written⟧
// Requests pages from this host's nginx, so that a page that a change removed is stored again before readers request it,
// or before the database fails.
declare(strict_types=1);

namespace Flotilla;

final class Renewal
{
    private const AT_ONCE = 2;
    private const MOST = 200;
    private const SECONDS = 30;

    private \CurlMultiHandle $requests;
    /** Two queues, with keys as their keys. The first takes precedence. */
    private array $waiting = [[], []];
    private int $running = 0;

    public function __construct()
    {
        $this->requests = curl_multi_init();
    }

    /** Queues nginx's key, e.g. "https://example.com/feed/|gzip". */
    public function want(string $key, bool $isFirst): void
    {
        $queue = $isFirst ? 0 : 1;
        if (count($this->waiting[$queue]) < self::MOST) {
            $this->waiting[$queue][$key] = true;
        }
    }

    /** Requests pages for the given time. */
    public function work(float $seconds): void
    {
        $end = microtime(true) + $seconds;
        do {
            $this->begin();
            curl_multi_exec($this->requests, $active);
            $this->finish();
            $left = $end - microtime(true);
            // Without a running request, only the time can pass.
            $this->running ? curl_multi_select($this->requests, max(0.0, min(0.05, $left))) : usleep((int) max(0, $left * 1e6));
        } while (microtime(true) < $end);
    }

    private function begin(): void
    {
        while ($this->running < self::AT_ONCE && ($key = $this->next()) !== null) {
            curl_multi_add_handle($this->requests, self::request($key));
            $this->running++;
        }
    }

    private function next(): ?string
    {
        $key = array_key_first($this->waiting[0]) ?? array_key_first($this->waiting[1]);
        unset($this->waiting[0][$key], $this->waiting[1][$key]);
        return $key;
    }

    private function finish(): void
    {
        while ($done = curl_multi_info_read($this->requests)) {
            curl_multi_remove_handle($this->requests, $done['handle']);
            $this->running--;
        }
    }

    private static function request(string $key): \CurlHandle
    {
        preg_match('~^(.*)\|(\w*)$~', $key, $part);
        $request = curl_init($part[1] ?? '');
        $host = parse_url($part[1] ?? '', PHP_URL_HOST) ?: '';
        curl_setopt_array($request, [
            CURLOPT_RESOLVE => ["$host:443:127.0.0.1"],
            // The host requests from itself, and its certificate may still be the placeholder.
            CURLOPT_SSL_VERIFYPEER => false,
            CURLOPT_SSL_VERIFYHOST => 0,
            CURLOPT_PATH_AS_IS => true,
            CURLOPT_USERAGENT => 'flotilla-changes',
            CURLOPT_HTTPHEADER => ($part[2] ?? '') === '' ? [] : ["Accept-Encoding: $part[2]"],
            CURLOPT_WRITEFUNCTION => static fn ($request, string $body): int => strlen($body),
            CURLOPT_TIMEOUT => self::SECONDS,
        ]);
        return $request;
    }
}
