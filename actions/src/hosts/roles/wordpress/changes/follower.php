<?php
// ⟦written⟧
// Applies changes to the stored pages. PHP may have started a page before this host read a change, and nginx may store it
// afterwards. So each change is applied repeatedly, for as long as PHP may take, to pages that are older than the change.
declare(strict_types=1);

namespace Flotilla;

final class Follower
{
    private const AGAIN = [0.0, 0.3, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 70.0];

    private array $changes = [];

    public function __construct(private readonly Stored $stored, private readonly Renewal $renewal)
    {
    }

    public function add(array $rows): void
    {
        if ($rows) {
            $change = ['seen' => microtime(true), 'turn' => 0, 'gone' => [], 'changed' => []];
            foreach ($rows as ['kind' => $kind, 'addresses' => $addresses]) {
                $change[$kind] = array_values(array_unique([...$change[$kind], ...explode("\n", $addresses)]));
            }
            $this->changes[] = $change;
        }
    }

    public function work(): void
    {
        foreach ($this->changes as $number => $change) {
            if (microtime(true) < $change['seen'] + self::AGAIN[$change['turn']]) {
                continue;
            }
            $this->apply($change);
            if (++$this->changes[$number]['turn'] === count(self::AGAIN)) {
                unset($this->changes[$number]);
            }
        }
    }

    /** Links come last, because searching for them reads all pages. */
    private function apply(array $change): void
    {
        ['gone' => $gone, 'changed' => $changed, 'seen' => $seen, 'turn' => $turn] = $change;
        $this->remove($gone ? $this->stored->at($gone) : [], $seen);
        $this->expire($changed, $seen);
        $links = array_filter($gone, static fn (string $one): bool => str_starts_with($one, LINK));
        $links && $this->remove($this->stored->containing($links, $turn === 0 ? 0 : (int) $seen), $seen);
    }

    private function expire(array $changed, float $seen): void
    {
        $renewed = $changed ? $this->stored->at($changed) : [];
        $isAll = in_array(ALL, $changed, true);
        foreach (in_array(REST, $changed, true) ? $this->stored->at([ALL]) : $renewed as $file => $key) {
            $page = new PageFile($file);
            if ($page->isOlder($seen)) {
                isset($renewed[$file]) && $this->renew($page, $key, $isAll);
                $page->expire((int) $seen);
            }
        }
    }

    private function remove(array $keys, float $seen): void
    {
        foreach ($keys as $file => $key) {
            $page = new PageFile($file);
            if ($page->isOlder($seen)) {
                $this->renew($page, $key, false);
                $page->remove();
            }
        }
    }

    /** Requests the page again. If all pages changed, or its address has parameters, only if it is in use. */
    private function renew(PageFile $page, string $key, bool $isOneOfAll): void
    {
        if ((!$isOneOfAll && !str_contains($key, '?')) || $page->isInUse()) {
            $this->renewal->want($key, !$isOneOfAll);
        }
    }
}
