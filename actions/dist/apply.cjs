require('./commands.cjs').action('apply');
