import type { Problem } from '../problem.ts';
import type { Draft } from './draft.ts';

const SMTP = 25;

/** Mail that DigitalOcean would drop without a word is refused before anything is contacted. */
export const mailProblems = ({ cluster }: Draft): Problem[] =>
  cluster?.sound(['mail', 'port']) === SMTP
    ? [
        cluster.file.problemAtValue(
          ['mail', 'port'],
          `mail.port: DigitalOcean blocks port ${SMTP}, so no mail would leave the hosts`,
          "write 2525, or another port that your relay's provider names",
        ),
      ]
    : [];
