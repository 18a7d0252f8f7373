<?php
// ⟦written⟧
// The changes of this request, and the table that stores them.
namespace Flotilla;

require_once __DIR__ . '/row.php';

final class Noted
{
    /** A request with more addresses counts as a change of all pages. */
    private const MOST = 500;
    /** More rows than a minute produces, because hosts read the last minute again (feed.php); few enough to read at once. */
    private const KEPT_ROWS = 10000;

    private const NO_SUCH_TABLE = 1146;
    private const COLUMNS = '(id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,'
        . ' at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),'
        . " kind ENUM('changed', 'gone') NOT NULL, addresses MEDIUMTEXT NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";

    /** By kind: addresses as keys, whether they are written as values. */
    private static array $noted = ['changed' => [], 'gone' => []];

    public static function add(string $kind, array $addresses): void
    {
        self::$noted[$kind] += array_fill_keys(array_filter($addresses), false);
        if (count(self::$noted[$kind]) > self::MOST) {
            self::$noted[$kind] = [ALL => false];
        }
    }

    /** Other hosts see a row when the transaction of this request ends. */
    public static function write(): void
    {
        foreach (self::$noted as $kind => $addresses) {
            $new = array_keys($addresses, false, true);
            if ($new && self::insert($kind, $new)) {
                self::$noted[$kind] = array_fill_keys(array_keys($addresses), true);
            }
        }
    }

    public static function writeAgain(): void
    {
        $unwritten = static fn (array $addresses): array => array_fill_keys(array_keys($addresses), false);
        self::$noted = array_map($unwritten, self::$noted);
        self::write();
    }

    /** Restores what WordPress knows of its last query. */
    private static function insert(string $kind, array $addresses): bool
    {
        global $wpdb;
        if (wp_installing()) {
            return false;
        }
        [$suppressed, $id, $error] = [$wpdb->suppress_errors(true), $wpdb->insert_id, $wpdb->last_error];
        $table = $wpdb->base_prefix . 'flotilla_changes';
        $row = $wpdb->prepare("INSERT INTO $table (kind, addresses) VALUES (%s, %s)", $kind, implode("\n", $addresses));
        $done = $wpdb->query($row);
        // CREATE TABLE commits a transaction, so run it only if the table is missing.
        if (!$done && mysqli_errno($wpdb->dbh) === self::NO_SUCH_TABLE) {
            $wpdb->query("CREATE TABLE IF NOT EXISTS $table " . self::COLUMNS);
            $done = $wpdb->query($row);
        }
        if ($done && $wpdb->insert_id % 100 === 0) {
            $wpdb->query($wpdb->prepare("DELETE FROM $table WHERE id <= %d", $wpdb->insert_id - self::KEPT_ROWS));
        }
        [$wpdb->insert_id, $wpdb->last_error] = [$id, $error];
        $wpdb->suppress_errors($suppressed);
        return (bool) $done;
    }
}
