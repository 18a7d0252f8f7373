require('./doors.cjs').doors['renew-certificates']();
