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
    /** How often, and for how many seconds each time, a request waits for another one that holds its session. */
    private const LOCK_TRIES = 5;
    private const LOCK_SECONDS = 3;
    /** The read timeout: a database that does not respond must not block a worker. */
    private const SILENT_SECONDS = 8;
    private const NO_SUCH_TABLE = 1146;
    /** Whether this request opened a session. */
    public static bool $used = false;
    private ?mysqli $database = null;
    private string $table = '';
    /** Seconds until the session expires, as read; null if the database has no such session. */
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
            $row = $this->run(
                "SELECT data, CAST(expires AS SIGNED) - UNIX_TIMESTAMP() FROM $this->table WHERE {$this->is($id)}"
            )->fetch_row();
            $this->remaining = $row && $row[1] > 0 ? (int) $row[1] : null;
            return $this->remaining === null ? '' : $row[0];
        });
    }

    /** Does not store a new, empty session, unless PHP rejects ids of sessions that are not stored. */
    public function write(string $id, string $data): bool
    {
        if ($data === '' && $this->remaining === null && !ini_get('session.use_strict_mode')) {
            return true;
        }
        return $this->unlessFailed(function () use ($id, $data): bool {
            $this->database ?? $this->connect();
            $life = $this->life();
            $this->run(
                "INSERT INTO $this->table (id, data, expires) VALUES ({$this->key($id)},"
                . " '{$this->database->real_escape_string($data)}', UNIX_TIMESTAMP() + $life)"
                . ' ON DUPLICATE KEY UPDATE data = VALUES(data), expires = VALUES(expires)'
            );
            return true;
        });
    }

    /** PHP calls this instead of write() if nothing changed. */
    public function updateTimestamp(string $id, string $data): bool
    {
        if ($this->remaining === null) {
            return $this->write($id, $data);
        }
        $life = $this->life();
        if ($this->remaining > $life * 3 / 4 && $this->remaining <= $life) {
            return true;
        }
        // Writes all of it, because gc() may have deleted a row that expired meanwhile.
        return $this->write($id, $data);
    }

    public function validateId(string $id): bool
    {
        return (bool) $this->unlessFailed(fn (): bool => (bool) $this->run(
            "SELECT 1 FROM $this->table WHERE {$this->is($id)} AND expires > UNIX_TIMESTAMP()"
        )->num_rows);
    }

    public function destroy(string $id): bool
    {
        $this->remaining = null;
        return $this->unlessFailed(fn (): bool => (bool) $this->run("DELETE FROM $this->table WHERE {$this->is($id)}"));
    }

    public function gc(int $life): int|false
    {
        return $this->unlessFailed(function (): int {
            $this->run("DELETE FROM $this->table WHERE expires < UNIX_TIMESTAMP() LIMIT 1000");
            return $this->database->affected_rows;
        });
    }

    /** Reads wp-config.php, because WordPress may not be loaded. */
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
        // A request keeps its session open until it ends.
        $this->run('SET SESSION wait_timeout = 4000');
    }

    private function lock(string $id): void
    {
        $name = 'flotilla/' . substr(hash('sha256', "$this->table/$id"), 0, 40);
        for ($try = 0; $try < self::LOCK_TRIES; $try++) {
            if ($this->run("SELECT GET_LOCK('$name', " . self::LOCK_SECONDS . ')')->fetch_row()[0] === '1') {
                return;
            }
        }
        $waited = self::LOCK_TRIES * self::LOCK_SECONDS;
        throw new RuntimeException("another request has held this session for $waited s");
    }

    /** Throws on every error, whatever a plugin passed to mysqli_report(). */
    private function run(string $sql, bool $mayRetry = true): mysqli_result|bool
    {
        try {
            $answer = $this->database->query($sql);
        } catch (mysqli_sql_exception) {
            $answer = false;
        }
        if ($answer === false && $mayRetry && $this->database->errno === self::NO_SUCH_TABLE) {
            $this->run(
                "CREATE TABLE IF NOT EXISTS $this->table (id BINARY(32) PRIMARY KEY, data LONGBLOB NOT NULL,"
                . ' expires INT UNSIGNED NOT NULL, KEY expires (expires)) ENGINE=InnoDB',
                false
            );
            return $this->run($sql, false);
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
// Runs last, because shutdown functions of plugins may still change the session.
register_shutdown_function(static function (): void {
    register_shutdown_function(static fn () => session_status() === PHP_SESSION_ACTIVE && session_write_close());
});
