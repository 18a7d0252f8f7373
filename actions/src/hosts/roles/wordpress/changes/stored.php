<?php
// ⟦written⟧
// The pages that nginx stored on this host, each in a file two directories deep.
declare(strict_types=1);

namespace Flotilla;

final class Stored
{
    /** Endings of addresses that belong to the address above them. */
    private const BELOW = '~/(?:page/\d+|comment-page-\d+|\d{1,3}|(?:comments/)?feed(?:/\w+)?|rss2?|rdf|atom|embed|amp)/$~';

    /** The keys by file. */
    private array $keys = [];

    public function __construct(private readonly string $top)
    {
    }

    /** The keys by file of the pages at `$addresses` or below them. */
    public function at(array $addresses): array
    {
        $this->list();
        if (in_array(ALL, $addresses, true)) {
            return $this->keys;
        }
        $wanted = array_fill_keys(array_map(static fn (string $one): string => rtrim($one, '/') . '/', $addresses), true);
        return array_filter($this->keys, static fn (string $key): bool => self::belongs(self::path($key), $wanted));
    }

    /** The keys by file of the pages that contain one of the links and were stored since `$since`. */
    public function containing(array $links, int $since): array
    {
        $pattern = self::pattern($links);
        $contains = static fn (string $file): bool => (new PageFile($file))->contains($pattern, $since);
        return array_filter($this->keys, $contains, ARRAY_FILTER_USE_KEY);
    }

    /** Does not match a link that is only the beginning of another. */
    private static function pattern(array $links): string
    {
        $quoted = array_map(static fn (string $link): string => preg_quote(substr($link, strlen(LINK)), '~'), $links);
        return '~(?:' . strtr(implode('|', $quoted), ['&' => '&(?:amp;|#0?38;)?']) . ')(?![\w%-])~i';
    }

    private static function belongs(string $path, array $wanted): bool
    {
        return isset($wanted[$path]) || isset($wanted[preg_replace(self::BELOW, '/', $path)])
            || (str_starts_with($path, '/wp-sitemap') && isset($wanted['/wp-sitemap.xml/']));
    }

    private static function path(string $key): string
    {
        preg_match('~^\w+://[^/]+([^?]*?)(?:\?.*)?\|\w*$~s', $key, $found);
        return rtrim(rawurldecode($found[1] ?? ''), '/') . '/';
    }

    private function list(): void
    {
        $found = [];
        foreach ($this->files() as $file) {
            $key = $this->keys[$file] ?? (new PageFile($file))->key();
            if ($key !== null) {
                $found[$file] = $key;
            }
        }
        $this->keys = $found;
    }

    private function files(): iterable
    {
        foreach (self::names($this->top) as $one) {
            foreach (self::names("$this->top/$one") as $two) {
                foreach (self::names("$this->top/$one/$two") as $name) {
                    // The file of a page that nginx is still writing has a longer name.
                    if (strlen($name) === 32) {
                        yield "$this->top/$one/$two/$name";
                    }
                }
            }
        }
    }

    private static function names(string $directory): array
    {
        return array_slice(@scandir($directory) ?: [], 2);
    }
}
