import { describe, expect, it } from 'vitest';
import { cell, health, NOW, SERVED, web } from './literals.ts';

describe('a certificate', () => {
  const ending = (notAfter: string, placeholder = false) =>
    health({ 'host-01': web({}, { certificate: { sha256: '', notAfter, issuer: '', placeholder } }) });

  it.each([
    ['2026-04-06T00:00:00Z', []],
    ['2026-04-03T00:00:00Z', [/expires in 25 days/]],
    ['2026-03-07T00:00:00Z', [/has expired/]],
  ])('until %s', (notAfter, expected) => {
    expect(ending(notAfter).findings.map(({ what }) => what)).toEqual(
      expected.map((what) => expect.stringMatching(what)),
    );
  });

  it.each([
    ['five of its six days left', 5, []],
    ['one of its six days left', 1, [/expires in 1 day\./]],
  ])('of the profile shortlived with %s', (_, left, expected) => {
    const at = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
    const certificate = { sha256: '', issuer: '', placeholder: false };
    const life = { notBefore: at(left - 6), notAfter: at(left) };
    const { findings } = health({ 'host-01': web({}, { certificate: { ...certificate, ...life } }) });
    expect(findings.map(({ what }) => what)).toEqual(expected.map((what) => expect.stringMatching(what)));
  });

  it('that is a placeholder is shown next to the status and is no finding', () => {
    const placeholder = web({}, {}, { site: { ...SERVED, certificate: 'placeholder' } });
    expect(cell(health({ 'host-01': placeholder }), 'host-01', 'https')).toEqual({ text: '200 placeholder' });
    expect(ending(new Date(NOW).toISOString(), true).findings).toEqual([]);
  });
});
