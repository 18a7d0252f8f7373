/**
 * Runs a program and lets it read what it is told, by one stream: arguments are seen by every process of the host, so
 * the command names nothing. `buffer` throughout: the text layer would read ahead and take a part of the order away.
 */
export const RUN_FROM_INPUT =
  'python3 -IS -c "import sys; i = sys.stdin.buffer; exec(i.read(int(i.readline())))"';

/** What `RUN_FROM_INPUT` reads: the program, and then what the program reads. */
export const programInput = (program: string, told: string): string =>
  `${Buffer.byteLength(program)}\n${program}${told}`;
