require('./commands.cjs').action('add-region');
