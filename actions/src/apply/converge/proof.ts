import { redirectingNames, siteNames } from '../../declaration/site-names.ts';
import { LostLink } from '../../hosts/link/connection.ts';
import { faultIn, isFresh, type PageFacts, renderFault, wantedPage } from '../../hosts/model/page.ts';
import { placeholderOf } from '../../hosts/model/placeholder.ts';
import { sitesOn } from '../../hosts/roles/wordpress/site.ts';
import { messageOf } from '../../lib/failure.ts';
import { until } from '../../lib/time.ts';
import { keptRelease } from '../../plan/content.ts';
import { type Answer, askNeighbours, askPages } from '../../run/neighbours.ts';
import { step } from '../../run/progress.ts';
import { hasNoRoute, type SiteQuestion } from '../../run/site.ts';
import type { ApplyContext } from '../context.ts';
import type { Member } from '../fleet.ts';
import { overLostLink } from './meet-again.ts';

/** How long a freshly converged host may take to give its first page, in milliseconds. */
const FIRST_PAGE_MS = 60_000;

/** A name that a host is asked for, and the status that it has to answer with. */
interface Expected {
  readonly name: string;
  readonly status: number;
}

interface Demand {
  /** The first gives the site. */
  readonly names: readonly Expected[];
  /** Milliseconds to ask again for. */
  readonly patienceMs: number;
  /** The release that has to make the page; absent where any will do. */
  readonly release?: string;
  /** Whether the host has to show a page of its own: one that was not converged yet cannot. */
  readonly strict: boolean;
}

/**
 * Sees a web host serve the site over verified HTTPS at its own addresses, and render a page past every cache; throws what
 * it answered instead.
 */
export async function prove(context: ApplyContext, member: Member): Promise<void> {
  const { name } = member.host;
  const release = keptRelease([...context.fleet.values()].map(({ facts }) => facts))?.release;
  const work = async () => {
    let answer = '';
    await overLostLink(context, member, async () => {
      answer = await examine(context, member, {
        ...{ names: meantNames(context), patienceMs: FIRST_PAGE_MS },
        ...{ release, strict: true },
      });
    });
    if (context.journal.serves.get(name) !== true) throw new Error(refusal(context, answer));
    return answer;
  };
  await step(context.progress, name, 'asking for a page over HTTPS', work, (title) => title);
}

/** Notes whether a host serves the site, converged or not, and returns the page's title or what is wrong. */
export const look = (context: ApplyContext, member: Member, patienceMs = 0): Promise<string> =>
  examine(context, member, { names: servedName(context, member), patienceMs, strict: false });

/** What every host is meant to answer to at this stage of the run. */
const meantNames = ({ declaration }: ApplyContext): readonly Expected[] => [
  ...siteNames(declaration).map((name) => ({ name, status: 200 })),
  ...redirectingNames(declaration).map((name) => ({ name, status: 301 })),
];

/** What a host was last step to give: while the site moves, that is not yet what it is meant to. */
const servedName = ({ declaration }: ApplyContext, { facts }: Member): readonly Expected[] => [
  { name: sitesOn(facts)?.[0] ?? declaration.domain, status: 200 },
];

async function examine(context: ApplyContext, member: Member, demand: Demand): Promise<string> {
  const { name } = member.host;
  const { serves } = context.journal;
  serves.delete(name);
  const { ipv4, ipv6 } = member.droplet ?? {};
  const [outside, inside] = await Promise.all([
    patiently(context, demand, () => seenAt(context, member, ipv4, demand)),
    patiently(context, demand, () => fromInside(context, member, demand)),
  ]);
  // Where all else is well a moment will do.
  noteFamily(context, member, await seenAt(context, member, ipv6, demand));
  const refused = [outside, inside].find((answer) => answer && 'wrong' in answer);
  if (refused && 'wrong' in refused) {
    // Whose certificate to expect is a fact: without facts a placeholder cannot be step from an impostor.
    if (member.facts || !/certificate/i.test(refused.wrong)) serves.set(name, false);
    return refused.wrong;
  }
  if (!outside || !('title' in outside)) return 'no address of it can be reached from here';
  serves.set(name, true);
  return outside.title;
}

async function patiently(
  { clock }: ApplyContext,
  { patienceMs }: Demand,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  let answer: Answer;
  const good = async () => {
    answer = await ask();
    return !answer || 'title' in answer || undefined;
  };
  await until(good, { everyMs: 500, timeoutMs: patienceMs, clock });
  return answer;
}

/** As a visitor sees it at one address; where this machine has no way there, as another host of the cluster does. */
async function seenAt(
  context: ApplyContext,
  member: Member,
  address: string | undefined,
  { names }: Demand,
): Promise<Answer> {
  if (address === undefined) return undefined;
  const answers = await Promise.all(
    names.map(
      async (name) =>
        (await ask(context, member, address, name)) ?? (await fromNeighbours(context, member, address, name)),
    ),
  );
  return answers.find((answer) => answer && 'wrong' in answer) ?? answers[0];
}

async function ask(
  { askForSite }: ApplyContext,
  { facts }: Member,
  address: string,
  { name, status: expected }: Expected,
): Promise<Answer> {
  const placeholder = placeholderOf(facts);
  const question: SiteQuestion = { domain: name, address, placeholder, timeoutMs: 10_000 };
  try {
    const { status, title } = await askForSite(question);
    if (status === expected) return { title };
    return { wrong: `HTTP ${status}${expected === 200 ? '' : ` under ${name}`} at ${address}` };
  } catch (error) {
    return hasNoRoute(error, address) ? undefined : { wrong: `${messageOf(error)} at ${address}` };
  }
}

const fromNeighbours = (
  { fleet }: ApplyContext,
  { host: own }: Member,
  address: string,
  { name: domain, status }: Expected,
): Promise<Answer> => {
  const neighbours = [...fleet.values()].flatMap(({ host, connection }) =>
    connection && host !== own ? [{ name: host.name, connection }] : [],
  );
  return askNeighbours(neighbours, { domain, address, status });
};

/** An address is published once it was seen serving; one that is already stays until it was seen not to. */
function noteFamily({ journal, rotation }: ApplyContext, { droplet }: Member, answer: Answer): void {
  const address = droplet?.ipv6;
  if (address === undefined) return;
  journal.dark.delete(address);
  const isPublished = [...rotation.records.values(), ...rotation.away.values()].some(
    ({ spec }) => spec.value === address,
  );
  if (answer && 'wrong' in answer) journal.dark.set(address, answer.wrong);
  if (!answer && !isPublished)
    journal.dark.set(address, 'neither this machine nor another host has a way to it');
}

/** As the host renders it for itself, past every cache; undefined where it cannot be asked. */
async function fromInside(
  { declaration }: ApplyContext,
  { host, connection }: Member,
  { names: [first], release, strict }: Demand,
): Promise<Answer> {
  if (!connection) return undefined;
  try {
    const question = { domain: first?.name ?? declaration.domain, paths: ['/'] };
    const [page] = await askPages({ name: host.name, connection }, question);
    return page && judge(page, strict, () => faultIn(page, wantedPage(declaration, release)));
  } catch (error) {
    if (strict && error instanceof LostLink) throw error;
    return strict ? { wrong: messageOf(error) } : undefined;
  }
}

function judge(page: PageFacts, strict: boolean, find: () => ReturnType<typeof faultIn>): Answer {
  if (!isFresh(page)) return strict ? { wrong: CACHED } : undefined;
  const fault = find();
  return fault ? { wrong: renderFault(fault) } : { title: page.title ?? '' };
}

const CACHED =
  'nginx: it answers the host itself out of its cache, so it does not run with our configuration';

const refusal = ({ declaration }: ApplyContext, answer: string): string =>
  `does not serve https://${declaration.domain}/: ${answer}. ` +
  'Read /var/log/nginx/error.log and the journal of php-fpm there, and apply again.';
