import { expect, it } from 'vitest';
import { recorded, renderDone } from '../../../actions/src/commands/done.ts';
import { silent } from '../../../actions/src/run/progress.ts';
import { mistakesIn } from '../plan/gfm.ts';

it('shows what was done on each host, how long it took, and what failed', () => {
  const { progress, ended } = recorded(silent);
  progress({ kind: 'stage', title: 'Hosts' });
  progress({ kind: 'start', subject: 'host-01', doing: 'preparing' });
  progress({ kind: 'done', subject: 'host-01', done: 'prepared, 7 items', seconds: 1.24 });
  progress({ kind: 'done', subject: 'droplet/host-01', done: 'created', seconds: 3 });
  progress({ kind: 'failed', subject: 'host-02', error: 'a | b\nits log', seconds: 0.5 });
  progress({ kind: 'done', subject: 'host-01', done: 'converged, 40 items', seconds: 20 });
  const markdown = renderDone(ended);
  expect(mistakesIn(markdown)).toEqual([]);
  expect(markdown).toBe(
    [
      '#### Done on hosts\n',
      '| | What | Took |\n|---|---|--:|',
      '| `host-01` | prepared, 7 items<br>converged, 40 items | 21.2 s |',
      '| `host-02` | **a \\| b** | 0.5 s |\n',
      '<details><summary>Done at DigitalOcean: 1 change</summary>\n',
      '| | What | Took |\n|---|---|--:|',
      '| `droplet/host-01` | created | 3.0 s |\n',
      '</details>',
    ].join('\n'),
  );
  expect(renderDone([])).toBe('');
});
