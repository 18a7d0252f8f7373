import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of chunks into lines, whole characters guaranteed; `end` gives what stands after the last newline. */
export function lineReader(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    },
    end() {
      rest += decoder.end();
      if (rest !== '') onLine(rest);
    },
  };
}
