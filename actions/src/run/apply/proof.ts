import { placeholderOf } from '../../hosts/placeholder.ts';
import { isNoWay } from '../no-way.ts';
import { messageOf, told } from '../progress.ts';
import type { Served, SiteQuestion } from '../verify.ts';
import type { ApplyContext } from './context.ts';
import type { Member } from './fleet.ts';

/** How long a freshly converged host may take to give its first page, in milliseconds. */
const FIRST_PAGE_MS = 60_000;
const EVERY_MS = 500;

/** Sees a web host serve the site over verified HTTPS at its own addresses; throws what it answered instead. */
export async function prove(context: ApplyContext, member: Member): Promise<void> {
  const { name } = member.host;
  await told(
    context.progress,
    name,
    'asking for the front page over HTTPS',
    async () => {
      const answer = await look(context, member, FIRST_PAGE_MS);
      if (context.journal.serves.get(name) !== true) throw new Error(refusal(context, answer));
      return answer;
    },
    (title) => title,
  );
}

/** Notes whether a host serves the site, and returns the page's title or what is wrong. */
export async function look(context: ApplyContext, member: Member, patienceMs = 0): Promise<string> {
  const { serves } = context.journal;
  serves.delete(member.host.name);
  const addresses = [member.droplet?.ipv4, member.droplet?.ipv6].filter((address) => address !== undefined);
  const answers = await Promise.all(
    addresses.map((address) => firstPage(context, questionFor(context, member, address), patienceMs)),
  );
  const refused = answers.find((answer) => typeof answer === 'string');
  const served = answers.find((answer) => typeof answer === 'object');
  if (refused !== undefined || served) serves.set(member.host.name, refused === undefined);
  // Whose certificate to expect is a fact: without facts a placeholder cannot be told from an impostor.
  if (refused && isTheCertificate(refused) && !member.facts) serves.delete(member.host.name);
  return refused ?? served?.title ?? 'no address of it can be reached from here';
}

const isTheCertificate = (answer: string): boolean => /certificate/i.test(answer);

function questionFor({ declaration }: ApplyContext, { facts }: Member, address: string): SiteQuestion {
  const placeholder = placeholderOf(facts);
  return { domain: declaration.domain, address, placeholder, timeoutMs: 10_000 };
}

/** Polls until the host gives the page with 200; undefined where this machine has no way to the address family. */
async function firstPage(
  { askForSite, clock }: ApplyContext,
  question: SiteQuestion,
  patienceMs: number,
): Promise<Served | string | undefined> {
  const deadline = clock.now() + patienceMs;
  for (;;) {
    const answer = await ask(askForSite, question);
    if (typeof answer !== 'string' || clock.now() >= deadline) return answer;
    await clock.pause(EVERY_MS);
  }
}

async function ask(
  askForSite: ApplyContext['askForSite'],
  question: SiteQuestion,
): Promise<Served | string | undefined> {
  try {
    const served = await askForSite(question);
    return served.status === 200 ? served : `HTTP ${served.status} at ${question.address}`;
  } catch (error) {
    if (isNoWay(error, question.address)) return undefined;
    return `${messageOf(error)} at ${question.address}`;
  }
}

const refusal = ({ declaration }: ApplyContext, answer: string): string =>
  `does not serve https://${declaration.domain}/: ${answer}. ` +
  'Read /var/log/nginx/error.log and the journal of php-fpm there, and apply again.';
