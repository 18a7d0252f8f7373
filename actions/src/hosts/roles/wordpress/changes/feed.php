<?php
// ⟦written⟧
// Reads the changes that hosts recorded in the database (note.php). A row gets its id before its transaction ends, so a
// row may appear below one that was already read: this host reads the last minute again. The newest row older than that is
// its position. If that row is missing next time, or has another time, rows were pruned before this host read them, or the
// database was replaced.
declare(strict_types=1);

namespace Flotilla;

final class Feed
{
    private const SECONDS = 3;
    private const LATE_SECONDS = 60;
    private const NO_SUCH_TABLE = 1146;

    private ?\mysqli $database = null;
    /** By id: the time of the row, and when this host read it. */
    private array $seen = [];

    /** @param ?array $place id and time of the newest row up to which all rows are known; null if none are */
    public function __construct(private readonly object $config, public ?array $place)
    {
    }

    /** Returns the new rows. Throws while the database does not respond. */
    public function next(): array
    {
        try {
            $rows = $this->ask($this->query());
        } catch (\mysqli_sql_exception $error) {
            if ($error->getCode() === self::NO_SUCH_TABLE) {
                // No change was recorded yet, or the site's tables are lost: readers then have only the stored pages.
                $this->place ??= ['id' => 0, 'at' => ''];
                return [];
            }
            $this->database = null;
            throw $error;
        }
        return $this->sort($rows);
    }

    private function query(): string
    {
        if ($this->place === null) {
            return "SELECT id, at, kind, '' AS addresses FROM {$this->config->table} ORDER BY id DESC LIMIT 1";
        }
        $from = $this->place['id'];
        $known = implode(',', [$from, ...array_keys($this->seen)]);
        return "SELECT id, at, kind, IF(id = $from, '', addresses) AS addresses FROM {$this->config->table}"
            . " WHERE id = $from OR (id > $from AND id NOT IN ($known)) ORDER BY id";
    }

    private function sort(array $rows): array
    {
        if ($this->place === null) {
            $this->place = ['id' => (int) ($rows[0]['id'] ?? 0), 'at' => $rows[0]['at'] ?? ''];
            return [['kind' => 'changed', 'addresses' => ALL]];
        }
        if (!$this->continues($rows)) {
            [$this->place, $this->seen] = [null, []];
            $this->next();
            return [['kind' => 'gone', 'addresses' => ALL]];
        }
        $new = array_filter($rows, fn (array $row): bool => (int) $row['id'] !== $this->place['id']);
        foreach ($new as $row) {
            $this->seen[(int) $row['id']] = [$row['at'], time()];
        }
        return $new;
    }

    /** Whether the row of the position still exists; for a table that was empty, whether the first row has id 1. */
    private function continues(array $rows): bool
    {
        ['id' => $id, 'at' => $at] = $this->place;
        if ($id === 0) {
            return !$rows || $this->seen || (int) $rows[0]['id'] === 1;
        }
        return (int) ($rows[0]['id'] ?? 0) === $id && $rows[0]['at'] === $at;
    }

    /** Moves the position past the rows that are old enough; returns whether it moved. Call it after applying the rows. */
    public function advance(): bool
    {
        ksort($this->seen);
        $old = array_filter($this->seen, static fn (array $row): bool => $row[1] < time() - self::LATE_SECONDS);
        if (!$old) {
            return false;
        }
        $id = array_key_last($old);
        $this->place = ['id' => $id, 'at' => $old[$id][0]];
        $this->seen = array_filter($this->seen, static fn (int $one): bool => $one > $id, ARRAY_FILTER_USE_KEY);
        return true;
    }

    private function ask(string $query): array
    {
        $this->database ??= $this->connect();
        return $this->database->query($query)->fetch_all(MYSQLI_ASSOC);
    }

    private function connect(): \mysqli
    {
        $database = mysqli_init();
        $database->options(MYSQLI_OPT_CONNECT_TIMEOUT, self::SECONDS);
        $database->options(MYSQLI_OPT_READ_TIMEOUT, self::SECONDS);
        ['host' => $host, 'user' => $user, 'password' => $password, 'name' => $name] = (array) $this->config;
        $database->real_connect($host, $user, $password, $name);
        return $database;
    }
}
