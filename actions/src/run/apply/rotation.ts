import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import type { CloudChange, Plan } from '../../plan/plan.ts';
import { messageOf, told } from '../progress.ts';
import { askForSite, type Served } from '../verify.ts';
import { applyWave } from './cloud-wave.ts';
import { type ApplyContext, contained } from './context.ts';
import type { Member } from './fleet.ts';

/** How long a freshly converged host may take to give its first page, in milliseconds. */
const FIRST_PAGE_MS = 60_000;

/**
 * Sees each web host serve the site over verified HTTPS at its own addresses, then lets those that do into the
 * rotation. Entries come before departures, so that the rotation is never empty.
 */
export async function enterRotation(context: ApplyContext): Promise<void> {
  const web = context.declaration.web.flatMap(({ name }) => context.fleet.get(name) ?? []);
  await pMap(web, (member) => contained(context, member.host.name, () => prove(context, member)));
  await applyWave(context, 'rotation', { pick: (task) => !isDeparture(task) && admitted(context, task) });
  await applyWave(context, 'rotation', { pick: isDeparture });
}

/** Whether an address leaves the rotation: its record goes, or gets another address. */
export const someoneLeaves = (plan: Plan): boolean =>
  plan.cloud.some(({ wave, action }) => wave === 'rotation' && action !== 'create');

const isDeparture = ({ action }: CloudChange): boolean => action === 'delete';

/** A rotation record's address ends in its host: `record/A test.example.com -> host-03`. */
function admitted({ journal }: ApplyContext, { address }: CloudChange): boolean {
  return journal.serves.get(address.split(' -> ')[1] ?? '') === true;
}

async function prove(context: ApplyContext, member: Member): Promise<void> {
  if (member.failure || !member.droplet) return;
  const { name } = member.host;
  context.journal.serves.set(name, false);
  const addresses = [member.droplet.ipv4, member.droplet.ipv6].filter((address) => address !== undefined);
  await told(
    context.progress,
    name,
    'asking for the front page over HTTPS',
    () => Promise.all(addresses.map((address) => firstPage(context, member, address))),
    (answers) => answers.find((served) => served)?.title ?? '',
  );
  context.journal.serves.set(name, true);
}

/** Polls until the host gives the page with 200; undefined where this machine has no way to the address family. */
async function firstPage(
  { declaration }: ApplyContext,
  member: Member,
  address: string,
): Promise<Served | undefined> {
  const { certificate } = member.facts ?? {};
  const placeholder = certificate?.placeholder ? certificate.sha256 : undefined;
  const deadline = Date.now() + FIRST_PAGE_MS;
  for (;;) {
    const answer = await ask({ domain: declaration.domain, address, placeholder, timeoutMs: 10_000 });
    if (answer === 'no route' || typeof answer !== 'string')
      return answer === 'no route' ? undefined : answer;
    if (Date.now() > deadline) throw new Error(refusal(declaration.domain, address, answer));
    await pause(500);
  }
}

async function ask(question: Parameters<typeof askForSite>[0]): Promise<Served | string> {
  try {
    const served = await askForSite(question);
    return served.status === 200 ? served : `HTTP ${served.status}`;
  } catch (error) {
    // GitHub's runners have no IPv6: that says nothing about the host.
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENETUNREACH' && question.address.includes(':') ? 'no route' : messageOf(error);
  }
}

const refusal = (domain: string, address: string, answer: string): string =>
  `does not serve https://${domain}/ at ${address}: ${answer}. It stays out of the rotation; ` +
  'read /var/log/nginx/error.log and the journal of php-fpm there, and apply again.';
