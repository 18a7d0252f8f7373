import { CLUSTER_FILE } from '../../../actions/src/declaration/rules/files.ts';
import { withText } from '../../../actions/src/declaration/yaml/edit.ts';
import { parseYaml } from '../../../actions/src/declaration/yaml/parse.ts';
import { nodeAt } from '../../../actions/src/declaration/yaml/tree.ts';

/** What `scripts/init` asks for. */
export interface Answers {
  readonly name: string;
  readonly domain: string;
  readonly zone: string;
  readonly title: string;
  readonly email: string;
}

/** Where each answer stands in `cluster/cluster.yml`. */
const PLACES: Readonly<Record<keyof Answers, readonly string[]>> = {
  name: ['name'],
  domain: ['domain'],
  zone: ['zone'],
  title: ['wordpress', 'title'],
  email: ['wordpress', 'admin', 'email'],
};

export const QUESTIONS: Readonly<Record<keyof Answers, string>> = {
  name: 'Name of the cluster',
  zone: 'DNS zone that DigitalOcean will serve',
  domain: "The site's name",
  title: "The site's title",
  email: "The first administrator's e-mail address",
};

export const KEYS = Object.keys(QUESTIONS) as (keyof Answers)[];

/** The answers in the file now; empty where nothing is written. */
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
  };
}

/** The text with other answers; an answer that stays is not touched. */
export function withAnswers(text: string, answers: Answers): string {
  const now = answersIn(text);
  return KEYS.filter((key) => answers[key] !== now[key]).reduce(
    (edited, key) => withText({ path: CLUSTER_FILE, text: edited }, PLACES[key], answers[key]),
    text,
  );
}
