require('./doors.cjs').doors['apply']();
