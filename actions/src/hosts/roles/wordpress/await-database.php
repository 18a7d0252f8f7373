<?php
// ⟦written⟧
/*
 * The database restarts while its topology changes. A request that comes meanwhile waits for some seconds instead of failing.
 */
declare(strict_types=1);

const FLOTILLA_DATABASE_SECONDS = 20;

function flotilla_await_database(): void
{
    mysqli_report(MYSQLI_REPORT_OFF);
    $until = microtime(true) + FLOTILLA_DATABASE_SECONDS;
    while (!flotilla_answers() && microtime(true) < $until) {
        usleep(200_000);
    }
}

/** Whether a statement gets through: a member that has not joined yet accepts connections and refuses statements. */
function flotilla_answers(): bool
{
    $database = mysqli_init();
    $database->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
    return @$database->real_connect(DB_HOST, DB_USER, DB_PASSWORD, DB_NAME) && @$database->query('SELECT 1 FROM DUAL') !== false;
}
