require('./doors.cjs').doors['sync-content']();
