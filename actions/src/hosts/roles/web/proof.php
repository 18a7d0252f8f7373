<?php
// ⟦written⟧
/*
 * Runs before a page that the host requests from itself, and reports next to it what produced it. The value that it writes
 * is deleted in the same transaction: anyone who may view the cluster may request this, and it leaves no trace.
 *
 * The page is held back until then, because PHP destroys a request's objects before it sends the rest of the page.
 */
// Before the site changes any of them.
$flotilla_settings = flotilla_settings(['⟦settings⟧']);
ob_start();
register_shutdown_function(static function () use ($flotilla_settings): void {
    try {
        $database = flotilla_database($GLOBALS['wpdb'] ?? null);
    } catch (Throwable $error) {
        $database = null;
    }
    header('X-Flotilla-Proof: ' . json_encode(['database' => $database, 'settings' => $flotilla_settings], JSON_INVALID_UTF8_SUBSTITUTE));
});

/** The settings in effect by name: values of php.ini, and whether an extension is loaded. */
function flotilla_settings(array $names): array
{
    $values = array_map(flotilla_setting(...), $names);
    return array_combine($names, $values);
}

function flotilla_setting(string $name): string
{
    if (str_starts_with($name, 'extension/')) {
        return extension_loaded(substr($name, strlen('extension/'))) ? 'loaded' : 'missing';
    }
    return ini_get($name) === false ? 'missing' : ini_get($name);
}

/** The database of the page's own connection. */
function flotilla_database(?object $wpdb): ?array
{
    if ($wpdb === null) {
        return null;
    }
    $connection = $wpdb->dbh;
    $found = ['host' => (string) $wpdb->dbhost, 'name' => null, 'prefix' => (string) $wpdb->base_prefix];
    if (!empty($wpdb->error) || !$connection) {
        $why = mysqli_connect_error() ?: ($connection instanceof mysqli ? mysqli_error($connection) : '');
        return [...$found, 'name' => (string) $wpdb->dbname, 'error' => $why ?: 'the connection failed', 'wrote' => null];
    }
    if (!$connection instanceof mysqli) {
        return [...$found, 'name' => (string) $wpdb->dbname, 'error' => null, 'wrote' => null];
    }
    $name = mysqli_query($connection, 'SELECT DATABASE()');
    $found['name'] = $name ? mysqli_fetch_row($name)[0] : null;
    return [...$found, 'error' => $name ? null : mysqli_error($connection), 'wrote' => flotilla_write($connection, $wpdb->options)];
}

/** A clustered database aborts a transaction that another host's change meets, and asks for it again (MariaDB's error 1213). */
function flotilla_write(mysqli $connection, string $table): bool|string
{
    for ($tries = 3;; $tries--) {
        $written = flotilla_write_once($connection, $table, $error);
        if ($error !== 1213 || $tries === 1) {
            return $written;
        }
    }
}

/** Whether a written value can be read again; the error message if the database refuses. `$error`: its number, 0 for none. */
function flotilla_write_once(mysqli $connection, string $table, ?int &$error): bool|string
{
    $error = 0;
    $name = 'flotilla_proof_' . bin2hex(random_bytes(8));
    $read = "SELECT option_value FROM $table WHERE option_name = '$name'";
    $done = mysqli_query($connection, 'START TRANSACTION')
        && mysqli_query($connection, "INSERT INTO $table (option_name, option_value, autoload) VALUES ('$name', '$name', 'no')")
        && ($found = mysqli_query($connection, $read))
        && mysqli_query($connection, "DELETE FROM $table WHERE option_name = '$name'")
        && mysqli_query($connection, 'COMMIT');
    if ($done) {
        return (mysqli_fetch_row($found)[0] ?? null) === $name;
    }
    [$error, $why] = [mysqli_errno($connection), mysqli_error($connection)];
    mysqli_query($connection, 'ROLLBACK');
    return $why;
}
