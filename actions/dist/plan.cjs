require('./doors.cjs').doors['plan']();
