require('./commands.cjs').action('sync-content');
