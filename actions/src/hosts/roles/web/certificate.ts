import { answeredNames } from '../../../declaration/site-names.ts';
import type { RoleContext } from '../../model/role.ts';
import { directory, file, type Part, type PartCommand, quote, timer } from '../parts.ts';
import { TLS_DIRECTORY } from '../shared.ts';
import { textOf } from '../texts.ts';
import { reloadNginx } from './nginx.ts';

const CHAIN = `${TLS_DIRECTORY}/fullchain.pem`;
const KEY = `${TLS_DIRECTORY}/privkey.pem`;
/** Exists while the certificate in service is the placeholder; the facts command reads it. */
const PLACEHOLDER_MARK = `${TLS_DIRECTORY}/placeholder`;

/** The renewal of certificates starts it too. */
export const TAKE_UNIT = 'flotilla-certificate.service';
const TRIED = '/var/lib/flotilla/certificate-looked-for';

/** The certificate that nginx serves: the cluster's from the share, until then a placeholder. */
export function certificate({ declaration }: RoleContext): readonly Part[] {
  const names = answeredNames(declaration);
  const holes = { firstName: names[0] ?? '', names: names.map(quote).join(' ') };
  return [
    {
      directories: [directory(TLS_DIRECTORY)],
      prepare: [placeholderCertificate(names)],
      files: [
        file('/usr/local/sbin/flotilla-take-certificate', textOf('web/take-certificate.sh', holes), {
          mode: '0755',
          validate: 'sh -n {}',
        }),
      ],
      commands: [takeCertificateAtOnce],
    },
    timer('flotilla-certificate', {
      service: textOf('web/flotilla-certificate.service'),
      timer: textOf('web/flotilla-certificate.timer'),
    }),
  ];
}

/**
 * nginx cannot start without a certificate: this self-signed one serves until a real one is issued. It is made again when
 * the names change. The check never inspects a real certificate.
 */
const placeholderCertificate = (names: readonly string[]): PartCommand => ({
  name: 'placeholder certificate',
  summary: `make a self-signed certificate for ${names.join(', ')}, to serve until one is issued`,
  check: `test -s ${CHAIN} && test -s ${KEY} && {
${names.map((name) => `  { ${isFor(name)}; }`).join(' &&\n')}
}`,
  run: textOf('web/placeholder-certificate.sh', {
    subjectAltName: quote(`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`),
  }),
  notify: [reloadNginx],
});

const isFor = (name: string): string =>
  `test ! -e ${PLACEHOLDER_MARK} || openssl x509 -noout -checkhost ${quote(name)} -in ${CHAIN} | grep -q 'does match'`;

/** A new host serves the cluster's certificate from its first page on. If this fails, the timer tries again. */
const takeCertificateAtOnce: PartCommand = {
  name: 'take the certificate',
  summary: "take the cluster's certificate from the share, where there is one",
  check: `test -e ${TRIED}`,
  run: `systemctl start ${TAKE_UNIT} || true\ntouch ${TRIED}\n`,
};
