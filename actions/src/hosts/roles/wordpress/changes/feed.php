<?php
// Written by flotilla. The changes that hosts noted in the database (note.php). A row's id is given before its transaction
// ends, so rows may appear below one that was seen: for a minute each is looked for again. The last row older than that is
// this host's place. It has to be there the next time, with the same time: otherwise rows were pruned that the host never
// saw, or the database is another.
declare(strict_types=1);

namespace Flotilla;

final class Feed
{
    private const SECONDS = 3;
    private const LATE_SECONDS = 60;
    private const NO_SUCH_TABLE = 1146;

    private ?\mysqli $database = null;
    /** By id: time of the row, and when it was seen here. */
    private array $seen = [];

    /** @param ?array $place id and time of the row up to which all is known; null where nothing is */
    public function __construct(private readonly object $config, public ?array $place)
    {
    }

    /** Rows that were not seen yet. Throws while the database does not answer. */
    public function next(): array
    {
        try {
            $rows = $this->ask($this->query());
        } catch (\mysqli_sql_exception $error) {
            if ($error->getCode() === self::NO_SUCH_TABLE) {
                // Nothing was noted yet, or the site's tables are gone: stored pages are all that readers have then.
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

    /** Whether the place is still there; in a table that was empty, the first row. */
    private function continues(array $rows): bool
    {
        ['id' => $id, 'at' => $at] = $this->place;
        if ($id === 0) {
            return !$rows || $this->seen || (int) $rows[0]['id'] === 1;
        }
        return (int) ($rows[0]['id'] ?? 0) === $id && $rows[0]['at'] === $at;
    }

    /** Whether the place is another one now: call it once what was seen is done. */
    public function settle(): bool
    {
        ksort($this->seen);
        $settled = array_filter($this->seen, static fn (array $row): bool => $row[1] < time() - self::LATE_SECONDS);
        if (!$settled) {
            return false;
        }
        $id = array_key_last($settled);
        $this->place = ['id' => $id, 'at' => $settled[$id][0]];
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
