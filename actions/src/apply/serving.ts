import { LostLink } from '../hosts/link/connection.ts';
import { placeholderOf } from '../hosts/model/facts.ts';
import { faultIn, isFresh, renderFault, wantedPage } from '../hosts/model/page.ts';
import { Failure, messageOf } from '../lib/failure.ts';
import { until } from '../lib/time.ts';
import { keptRelease } from '../plan/content.ts';
import {
  type Answer,
  configuredName,
  type ExpectedName,
  expectedNames,
  ipv6Fault,
  servingVerdict,
} from '../plan/policy/serving.ts';
import { askNeighbours, askPages } from '../run/neighbours.ts';
import { step } from '../run/progress.ts';
import { hasNoRoute, isCertificateError } from '../run/site.ts';
import { retryOverLostLink } from './await-hosts.ts';
import type { ApplyContext } from './context.ts';
import type { Member } from './state.ts';

/** How long a host that was just converged may take to serve its first page, in milliseconds. */
const FIRST_PAGE_MS = 60_000;

interface Demand {
  /** The first serves the site. */
  readonly names: readonly ExpectedName[];
  /** Milliseconds to keep asking. */
  readonly patienceMs: number;
  /** The release that must render the page; absent when any may. */
  readonly release?: string;
  /** Whether the host must render a page itself. One that was not converged yet cannot. */
  readonly strict: boolean;
}

/**
 * Checks that a web host serves the site over verified HTTPS at its own addresses, and renders a page without any cache.
 * Throws with what it answered instead.
 */
export async function proveServing(context: ApplyContext, member: Member): Promise<void> {
  const { declaration, fleet, journal, progress } = context;
  const release = keptRelease([...fleet.values()].map(({ facts }) => facts))?.release;
  const names = expectedNames(declaration);
  const work = async () => {
    let answer = '';
    await retryOverLostLink(context, member, async () => {
      answer = await examine(context, member, { names, patienceMs: FIRST_PAGE_MS, release, strict: true });
    });
    if (journal.serves.get(member.host.name) === true) return answer;
    throw new Failure({
      what: `does not serve https://${declaration.domain}/`,
      cause: answer,
      remedy: 'Read /var/log/nginx/error.log and the journal of php-fpm on the host, then apply again.',
    });
  };
  await step(
    progress,
    member.host.name,
    'requesting a page over HTTPS',
    work,
    (title) => `serves "${title}"`,
  );
}

/** Notes whether a host serves the site, converged or not. Returns the page's title or what is wrong. */
export function checkServing(context: ApplyContext, member: Member, patienceMs = 0): Promise<string> {
  const names = [configuredName(context.declaration, member.facts)];
  return examine(context, member, { names, patienceMs, strict: false });
}

async function examine(context: ApplyContext, member: Member, demand: Demand): Promise<string> {
  const { serves } = context.journal;
  const { host, droplet, facts } = member;
  serves.delete(host.name);
  const [outside, inside] = await Promise.all([
    patiently(context, demand, () => askAt(context, member, droplet?.ipv4, demand)),
    patiently(context, demand, () => askInside(context, member, demand)),
  ]);
  // One request is enough: when IPv4 serves, IPv6 does too unless something is wrong with it.
  noteIpv6(context, member, await askAt(context, member, droplet?.ipv6, demand));
  const verdict = servingVerdict(outside, inside, facts !== undefined);
  if (verdict.serves !== undefined) serves.set(host.name, verdict.serves);
  return verdict.text;
}

/** Asks again until the answer is good, unless nothing can be asked. */
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

/** Asks as a visitor does at one address: from this machine or, when it has no route there, from another host. */
async function askAt(
  context: ApplyContext,
  member: Member,
  address: string | undefined,
  { names }: Demand,
): Promise<Answer> {
  if (address === undefined) return undefined;
  const neighbours = [...context.fleet.values()].flatMap(({ host, connection }) =>
    connection && host !== member.host ? [{ name: host.name, connection }] : [],
  );
  const answers = await Promise.all(
    names.map(async (expected) => {
      const answer = await askFromHere(context, member, address, expected);
      const question = { domain: expected.name, address, status: expected.status };
      return answer ?? (await askNeighbours(neighbours, question));
    }),
  );
  return answers.find((answer) => answer && 'wrong' in answer) ?? answers[0];
}

async function askFromHere(
  { askForSite }: ApplyContext,
  { facts }: Member,
  address: string,
  { name, status: expected }: ExpectedName,
): Promise<Answer> {
  try {
    const placeholder = placeholderOf(facts);
    const { status, title } = await askForSite({ domain: name, address, placeholder, timeoutMs: 10_000 });
    if (status === expected) return { title };
    return { wrong: `HTTP ${status}${expected === 200 ? '' : ` under ${name}`} at ${address}` };
  } catch (error) {
    if (hasNoRoute(error, address)) return undefined;
    return { wrong: `${messageOf(error)} at ${address}`, isCertificate: isCertificateError(error) };
  }
}

function noteIpv6({ journal, rotation }: ApplyContext, { droplet }: Member, answer: Answer): void {
  const address = droplet?.ipv6;
  if (address === undefined) return;
  const records = [...rotation.records.values(), ...rotation.away.values()];
  const fault = ipv6Fault(
    answer,
    records.some(({ spec }) => spec.value === address),
  );
  if (fault === undefined) journal.brokenIpv6.delete(address);
  else journal.brokenIpv6.set(address, fault);
}

/** Makes the host request its own page without any cache; undefined if it cannot. */
async function askInside(
  { declaration }: ApplyContext,
  { host, connection }: Member,
  { names: [first], release, strict }: Demand,
): Promise<Answer> {
  if (!connection) return undefined;
  try {
    const question = { domain: first?.name ?? declaration.domain, paths: ['/'] };
    const [page] = await askPages({ name: host.name, connection }, question);
    if (!page) return undefined;
    if (!isFresh(page)) return strict ? { wrong: CACHED } : undefined;
    const fault = faultIn(page, wantedPage(declaration, release));
    return fault ? { wrong: renderFault(fault) } : { title: page.title ?? '' };
  } catch (error) {
    if (strict && error instanceof LostLink) throw error;
    return strict ? { wrong: messageOf(error) } : undefined;
  }
}

const CACHED =
  'nginx: it answers the host itself from its cache, so it does not run with the declared configuration';
