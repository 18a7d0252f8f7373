import { expect, it } from 'vitest';
import { answersIn, withAnswers } from '../../../scripts/lib/init/cluster-answers.ts';
import { COMMITTED } from './newcomer.ts';

const MAIL = { relay: 'smtp.me.net', 'relay-user': 'me', sender: 'site@me.org' };

it('changes only the answers', () => {
  const answers = {
    ...answersIn(COMMITTED),
    domain: 'blog.me.org',
    zone: 'me.org',
    title: 'Cats: & "dogs"',
  };
  expect(withAnswers(COMMITTED, answers)).toBe(
    COMMITTED.replace('domain: test.example.com', 'domain: blog.me.org')
      .replace('zone: example.com', 'zone: me.org')
      .replace('title: A small fleet', 'title: "Cats: & \\"dogs\\""'),
  );
});

it.each(['007', 'Tom #1', 'true', "it's", 'a, b } c'])(
  'writes the title %j, and finds it the second time',
  (title) => {
    const answers = { name: 'me', domain: 'a.me.org', zone: 'me.org', title, email: 'x@me.org', ...MAIL };
    const once = withAnswers(COMMITTED, answers);
    expect(answersIn(once)).toEqual(answers);
    expect(withAnswers(once, answers)).toBe(once);
    expect(withAnswers(COMMITTED, answersIn(COMMITTED))).toBe(COMMITTED);
  },
);

it('removes the relay with its comment, and declares one again', () => {
  const without = withAnswers(COMMITTED, { ...answersIn(COMMITTED), relay: 'none' });
  expect(without).toBe(COMMITTED.slice(0, COMMITTED.indexOf('\n# WordPress’s mail'.replace('’', "'"))));
  const again = withAnswers(without, { ...answersIn(without), ...MAIL });
  expect(answersIn(again)).toMatchObject(MAIL);
});
