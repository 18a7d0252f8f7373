import { CLUSTER_FILE } from '../../../actions/src/declaration/rules/files.ts';
import { withoutEntry, withText } from '../../../actions/src/declaration/yaml/edit.ts';
import { parseYaml } from '../../../actions/src/declaration/yaml/parse.ts';
import { nodeAt } from '../../../actions/src/declaration/yaml/yaml-file.ts';

/** What `init` asks for. */
export interface Answers {
  readonly name: string;
  readonly domain: string;
  readonly zone: string;
  readonly title: string;
  readonly email: string;
  /** `none` if the site sends no mail. */
  readonly relay: string;
  readonly 'relay-user': string;
  readonly sender: string;
}

/** The place of each answer in `cluster/cluster.yml`. */
const PLACES: Readonly<Record<keyof Answers, readonly string[]>> = {
  name: ['name'],
  domain: ['domain'],
  zone: ['zone'],
  title: ['wordpress', 'title'],
  email: ['wordpress', 'admin', 'email'],
  relay: ['mail', 'host'],
  'relay-user': ['mail', 'user'],
  sender: ['mail', 'from'],
};

export const NO_RELAY = 'none';
const OF_RELAY: readonly (keyof Answers)[] = ['relay', 'relay-user', 'sender'];

/** The relay of the template, which exists only in a local cloud. */
export const EXAMPLE_RELAY = 'smtp.example.net';

export const QUESTIONS: Readonly<Record<keyof Answers, string>> = {
  name: 'Name of the cluster',
  zone: 'DNS zone that DigitalOcean will serve',
  domain: "The site's name",
  title: "The site's title",
  email: "The first administrator's e-mail address",
  relay: `SMTP relay for the site's mail, or ${NO_RELAY}`,
  'relay-user': 'Login name at the relay',
  sender: "Sender of the site's mail",
};

export const KEYS = Object.keys(QUESTIONS) as (keyof Answers)[];

/** The answers that the file has now; '' for a missing one. */
export function answersIn(text: string): Answers {
  const { root } = parseYaml(CLUSTER_FILE, text).file;
  const read = (key: keyof Answers): string => {
    const node = nodeAt(root, PLACES[key]);
    return node?.kind === 'scalar' ? String(node.value ?? '') : '';
  };
  return {
    name: read('name'),
    domain: read('domain'),
    zone: read('zone'),
    title: read('title'),
    email: read('email'),
    relay: read('relay') || NO_RELAY,
    'relay-user': read('relay-user'),
    sender: read('sender'),
  };
}

/** The text with other answers. Leaves unchanged answers as they are written. */
export function withAnswers(text: string, answers: Answers): string {
  const now = answersIn(text);
  const sendsMail = answers.relay !== NO_RELAY;
  const kept = sendsMail ? text : withoutEntry({ path: CLUSTER_FILE, text }, 'mail');
  return KEYS.filter((key) => answers[key] !== now[key] && (sendsMail || !OF_RELAY.includes(key))).reduce(
    (edited, key) => withText({ path: CLUSTER_FILE, text: edited }, PLACES[key], answers[key]),
    kept,
  );
}

/** Whether the question is about a relay that is not declared. */
export const isIdle = (key: keyof Answers, { relay }: Pick<Answers, 'relay'>): boolean =>
  relay === NO_RELAY && OF_RELAY.includes(key) && key !== 'relay';
