/**
 * Root's own way into the database, past the option files of whoever administers the host: a password of theirs in
 * /root/.my.cnf would shut us out. Also in `remote/host/mariadb.py`.
 */
export const AS_ROOT = '--no-defaults --socket=/run/mysqld/mysqld.sock --user=root';

export const MARIADB = `mariadb ${AS_ROOT} --batch`;
