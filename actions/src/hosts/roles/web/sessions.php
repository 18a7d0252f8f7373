<?php
// ⟦written⟧
/*
 * Stores PHP's sessions in the site's database, where every host finds them. As with PHP's own files, one request at a time
 * holds a session. The lock belongs to a database connection that only this class uses, so it ends when the connection
 * does: neither a plugin's transaction nor a killed worker leaves it behind. An unchanged session is not written; reading
 * it keeps it alive. The table holds a digest of each session id, so a dump lets no one take over a session.
 */
declare(strict_types=1);

final class FlotillaSessions implements SessionHandlerInterface, SessionUpdateTimestampHandlerInterface
{
    /** How often, and for how long each time, a request waits for another one that holds its session. */
    private const LOCK_TRIES = 5;
    private const LOCK_SECONDS = 3;
    /** A database that says nothing for so long is given up, so it cannot keep a worker busy. */
    private const SILENT_SECONDS = 8;
    private const NO_SUCH_TABLE = 1146;
    /** Whether this request opened a session. */
    public static bool $used = false;
    private ?mysqli $database = null;
    private string $table = '';
    /** Seconds until the session expires, as read; null where the database has none. */
    private ?int $remaining = null;

    public function open(string $path, string $name): bool
    {
        self::$used = true;
        return $this->unlessFailed($this->connect(...));
    }

    public function close(): bool
    {
        $this->database?->close();
        $this->database = null;
        return true;
    }

    public function read(string $id): string|false
    {
        return $this->unlessFailed(function () use ($id): string {
            $this->lock($id);
            $row = $this->ask(
                "SELECT data, CAST(expires AS SIGNED) - UNIX_TIMESTAMP() FROM $this->table WHERE {$this->is($id)}"
            )->fetch_row();
            $this->remaining = $row && $row[1] > 0 ? (int) $row[1] : null;
            return $this->remaining === null ? '' : $row[0];
        });
    }

    /** A new session that holds nothing is not stored, unless PHP is to take no id that is not. */
    public function write(string $id, string $data): bool
    {
        if ($data === '' && $this->remaining === null && !ini_get('session.use_strict_mode')) {
            return true;
        }
        return $this->unlessFailed(function () use ($id, $data): bool {
            $this->database ?? $this->connect();
            $life = $this->life();
            $this->ask(
                "INSERT INTO $this->table (id, data, expires) VALUES ({$this->key($id)},"
                . " '{$this->database->real_escape_string($data)}', UNIX_TIMESTAMP() + $life)"
                . ' ON DUPLICATE KEY UPDATE data = VALUES(data), expires = VALUES(expires)'
            );
            return true;
        });
    }

    /** PHP calls it instead of write() where nothing changed. */
    public function updateTimestamp(string $id, string $data): bool
    {
        if ($this->remaining === null) {
            return $this->write($id, $data);
        }
        $life = $this->life();
        if ($this->remaining > $life * 3 / 4 && $this->remaining <= $life) {
            return true;
        }
        // As a whole: gc() may have deleted a row that expired meanwhile.
        return $this->write($id, $data);
    }

    public function validateId(string $id): bool
    {
        return (bool) $this->unlessFailed(fn (): bool => (bool) $this->ask(
            "SELECT 1 FROM $this->table WHERE {$this->is($id)} AND expires > UNIX_TIMESTAMP()"
        )->num_rows);
    }

    public function destroy(string $id): bool
    {
        $this->remaining = null;
        return $this->unlessFailed(fn (): bool => (bool) $this->ask("DELETE FROM $this->table WHERE {$this->is($id)}"));
    }

    public function gc(int $life): int|false
    {
        return $this->unlessFailed(function (): int {
            $this->ask("DELETE FROM $this->table WHERE expires < UNIX_TIMESTAMP() LIMIT 1000");
            return $this->database->affected_rows;
        });
    }

    /** Without WordPress, which may not be loaded: what wp-config.php says. */
    private function connect(): void
    {
        $text = (string) file_get_contents('⟦WP_CONFIG⟧');
        preg_match_all("/^define\('(DB_\w+)', '([^']*)'\);$/m", $text, $found);
        $site = array_combine($found[1], $found[2]);
        preg_match("/^.table_prefix = '(\w+)';$/m", $text, $prefix);
        $database = mysqli_init();
        $database->options(MYSQLI_OPT_CONNECT_TIMEOUT, 5);
        $database->options(MYSQLI_OPT_READ_TIMEOUT, self::SILENT_SECONDS);
        if (!@$database->real_connect($site['DB_HOST'], $site['DB_USER'], $site['DB_PASSWORD'], $site['DB_NAME'])) {
            throw new RuntimeException((string) mysqli_connect_error());
        }
        $database->set_charset('binary');
        $this->database = $database;
        $this->table = $prefix[1] . 'flotilla_sessions';
        // A request may keep its session open for as long as it takes.
        $this->ask('SET SESSION wait_timeout = 4000');
    }

    private function lock(string $id): void
    {
        $name = 'flotilla/' . substr(hash('sha256', "$this->table/$id"), 0, 40);
        for ($try = 0; $try < self::LOCK_TRIES; $try++) {
            if ($this->ask("SELECT GET_LOCK('$name', " . self::LOCK_SECONDS . ')')->fetch_row()[0] === '1') {
                return;
            }
        }
        $waited = self::LOCK_TRIES * self::LOCK_SECONDS;
        throw new RuntimeException("another request has held this session for $waited s");
    }

    /** Whatever mysqli_report() was told, an error is thrown. */
    private function ask(string $sql, bool $again = true): mysqli_result|bool
    {
        try {
            $answer = $this->database->query($sql);
        } catch (mysqli_sql_exception) {
            $answer = false;
        }
        if ($answer === false && $again && $this->database->errno === self::NO_SUCH_TABLE) {
            $this->ask(
                "CREATE TABLE IF NOT EXISTS $this->table (id BINARY(32) PRIMARY KEY, data LONGBLOB NOT NULL,"
                . ' expires INT UNSIGNED NOT NULL, KEY expires (expires)) ENGINE=InnoDB',
                false
            );
            return $this->ask($sql, false);
        }
        return $answer === false ? throw new RuntimeException($this->database->error) : $answer;
    }

    private function unlessFailed(callable $do): mixed
    {
        try {
            return $do() ?? true;
        } catch (RuntimeException $error) {
            error_log('A session cannot be used: ' . $error->getMessage());
            return false;
        }
    }

    private function is(string $id): string
    {
        return "id = {$this->key($id)}";
    }

    private function key(string $id): string
    {
        return "x'" . hash('sha256', $id) . "'";
    }

    private function life(): int
    {
        return max(1, (int) ini_get('session.gc_maxlifetime'));
    }
}

session_set_save_handler(new FlotillaSessions(), false);
// Last of all: functions that plugins registered may change the session still.
register_shutdown_function(static function (): void {
    register_shutdown_function(static fn () => session_status() === PHP_SESSION_ACTIVE && session_write_close());
});
