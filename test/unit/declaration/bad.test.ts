import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../actions/src/declaration/problem.ts';
import { readDeclaration } from '../../../actions/src/declaration/read.ts';
import { addressCases } from './bad/addresses.ts';
import { alertsCases } from './bad/alerts.ts';
import { domainCases } from './bad/domain.ts';
import { filesCases } from './bad/files.ts';
import { hostsCases } from './bad/hosts.ts';
import { httpsCases } from './bad/https.ts';
import { mailCases } from './bad/mail.ts';
import { membersCases } from './bad/members.ts';
import { networkCases } from './bad/network.ts';
import { phpCases } from './bad/php.ts';
import { shapeCases } from './bad/shape.ts';
import { wordpressCases } from './bad/wordpress.ts';
import { yamlCases } from './bad/yaml.ts';
import type { Files } from './good.ts';

const TABLE = {
  YAML: yamlCases,
  files: filesCases,
  shape: shapeCases,
  domain: domainCases,
  hosts: hostsCases,
  network: networkCases,
  members: membersCases,
  addresses: addressCases,
  HTTPS: httpsCases,
  alerts: alertsCases,
  php: phpCases,
  mail: mailCases,
  WordPress: wordpressCases,
};

const reportOf = (files: Files): string => {
  const reading = readDeclaration(new Map(Object.entries(files)));
  return 'problems' in reading ? reading.problems.map(formatProblem).join('\n') : 'nothing is wrong';
};

describe.each(Object.entries(TABLE))('a bad declaration: %s', (_, cases) => {
  it.each(cases)('$mistake', ({ files, report }) => {
    expect(reportOf(files)).toBe(report.join('\n'));
  });
});
