require('./doors.cjs').doors['add-region']();
