import { describe, expect, it } from 'vitest';
import {
  readComment,
  renderComment,
  staleNote,
  withNote,
} from '../../../actions/src/plan/consent/comment.ts';
import { sealFrom, sealOf } from '../../../actions/src/secrets/plan-seal.ts';
import { sealed, unsealed } from '../../../actions/src/secrets/seal.ts';
import { Secret } from '../../../actions/src/secrets/secret.ts';
import { deriveSecrets } from '../../../actions/src/secrets/secrets.ts';
import { EMPTY_CLOUD, EXAMPLE, PLACE, plan } from './example.ts';
import { mistakesIn } from './gfm.ts';
import { simulate } from './simulate.ts';

const secretsOf = (root: string, generation = 1) =>
  deriveSecrets(new Secret(root.repeat(32)), { cluster: 'example', generation });
const ours = secretsOf('ab');
const planJob = sealOf(ours.planKey.privateKey);

const origin = {
  ...PLACE,
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  time: '2026-03-01T12:34:56.000Z',
  run: 'r',
};
const built = simulate(plan(EXAMPLE, EMPTY_CLOUD), EMPTY_CLOUD);
const body = renderComment(plan({ ...EXAMPLE, web: EXAMPLE.web.slice(0, 2) }, built), origin);
const harmless = renderComment(plan(EXAMPLE, built), origin);
const signed = sealed(body, planJob);

describe('a sealed comment', () => {
  it('is recognised by apply, which holds the cluster secret', () => {
    expect(unsealed(signed, sealFrom(ours))).toBe(body);
    expect(mistakesIn(signed)).toEqual([]);
  });

  it('is recognised after the generation was raised', () =>
    expect(unsealed(signed, sealFrom(secretsOf('ab', 2)))).toBe(body));

  it('survives GitHub’s changes of white space', () =>
    expect(unsealed(signed.replaceAll('\n', '\r\n').trimEnd(), planJob)).toBe(body));

  it('carries a note with a separate signature', () => {
    const noted = sealed(withNote(body, staleNote(origin)), planJob);
    expect(readComment(unsealed(noted, planJob) ?? '')).toEqual(readComment(body));
  });
});

const [marker = '', seal = '', hidden = '', ...visible] = signed.split('\n');
const [, , otherHidden = '', ...otherVisible] = sealed(harmless, planJob).split('\n');

it.each([
  ['without a signature', body],
  ['that another cluster signed', sealed(body, sealOf(secretsOf('cd').planKey.privateKey))],
  ['with another word', signed.replace('host-03 is destroyed', 'host-03 is fine')],
  ['with a text from another comment', [marker, seal, hidden, ...otherVisible].join('\n')],
  ['with hidden data from another comment', [marker, seal, otherHidden, ...visible].join('\n')],
  ['with a note that someone else added', withNote(signed, '> [!TIP]\n> All fine <!--')],
  ['with a second signature', signed.replace('\n', `\n${seal}\n`)],
  ['with a changed marker', signed.replace('plan:example', 'plan:other')],
  ['with text in front', `\n${signed}`],
])('a comment %s is not valid', (_, text) => expect(unsealed(text, sealFrom(ours))).toBeUndefined());

it('names the secret that is not a key', () =>
  expect(() => sealOf(new Secret('hello'))).toThrow(/^PLAN_SSH_KEY is not an Ed25519 SSH private key/));
