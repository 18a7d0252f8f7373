import { expect, test } from 'vitest';
import { textOf } from '../../../actions/src/hosts/roles/texts.ts';

test('fills the holes of a file with shared names and given values', () => {
  const text = textOf('web/tls.conf', { groups: 'X25519' });
  expect(text).toContain('ssl_certificate /etc/flotilla/tls/fullchain.pem;');
  expect(text).toContain('ssl_ecdh_curve X25519;');
  expect(text).not.toContain('⟦');
});

test('refuses a hole without a value, naming the file and the hole', () => {
  expect(() => textOf('web/tls.conf')).toThrow('web/tls.conf has a hole without a value: ⟦groups⟧');
});
