import { type BadCase, extra } from '../good.ts';

export const alertsCases: readonly BadCase[] = [
  {
    mistake: 'an address without a domain',
    files: extra('alerts: { email: ops }'),
    report: [
      'cluster/cluster.yml:8:18: alerts.email: `ops` is not an e-mail address',
      '    write a name, `@` and a domain, e.g. `ops@example.com`',
    ],
  },
  {
    mistake: 'a list of addresses',
    files: extra('alerts: { email: [a@example.com, b@example.com] }'),
    report: [
      'cluster/cluster.yml:8:18: alerts.email: a list is not text',
      "    write `email: ops@example.com`. Where DigitalOcean sends the e-mails: a verified address of your account or team. Default: the account's own.",
    ],
  },
  {
    mistake: 'a warning that comes too late',
    files: extra('alerts: { days: 0 }'),
    report: ['cluster/cluster.yml:8:17: alerts.days: `0` is too small', '    write 1 or more'],
  },
  {
    mistake: 'a warning every day of its life',
    files: extra('alerts: { days: 90 }'),
    report: ['cluster/cluster.yml:8:17: alerts.days: `90` is too large', '    write 30 or less'],
  },
  {
    mistake: 'a warning that every renewal would raise',
    files: extra('alerts: { days: 28 }'),
    report: [
      'cluster/cluster.yml:8:17: alerts.days: 28 would raise the alert while renewals still work',
      '    write 27 or less, since a certificate can have fewer than 28 days left before it is renewed',
    ],
  },
  {
    mistake: 'a warning longer than half the life of its certificate',
    files: extra('alerts: { days: 5 }\ncertificate: { profile: shortlived }'),
    report: [
      'cluster/cluster.yml:8:17: alerts.days: 5 would raise the alert while renewals still work',
      '    write 1 or less, since a certificate of this profile can have fewer than 5 days left before it is renewed',
    ],
  },
];
