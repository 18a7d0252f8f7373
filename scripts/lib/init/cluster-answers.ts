/** What `scripts/init` asks for. */
export interface Answers {
  readonly name: string;
  readonly domain: string;
  readonly zone: string;
  readonly title: string;
  readonly email: string;
}

/** Where each answer stands in `cluster/cluster.yml`; comments and all else stay as they are. */
const PLACES: Readonly<Record<keyof Answers, RegExp>> = {
  name: /^(name: *)([^\n#]*?)( *(?:#.*)?)$/m,
  domain: /^(domain: *)([^\n#]*?)( *(?:#.*)?)$/m,
  zone: /^(zone: *)([^\n#]*?)( *(?:#.*)?)$/m,
  title: /^( +title: *)([^\n#]*?)( *(?:#.*)?)$/m,
  email: /(\bemail: *)([^\n#,}]*?)( *[,}\n#])/,
};

export const QUESTIONS: Readonly<Record<keyof Answers, string>> = {
  name: 'Name of the cluster',
  zone: 'DNS zone that DigitalOcean will serve',
  domain: "The site's name",
  title: "The site's title",
  email: "The first administrator's e-mail address",
};

export const KEYS = Object.keys(QUESTIONS) as (keyof Answers)[];

/** What stands there now; empty where it is written in another way. */
export const answersIn = (text: string): Answers => {
  const read = (key: keyof Answers) => (PLACES[key].exec(text)?.[2] ?? '').replace(/^(["'])(.*)\1$/, '$2');
  return {
    name: read('name'),
    domain: read('domain'),
    zone: read('zone'),
    title: read('title'),
    email: read('email'),
  };
};

/** The text with other answers; what is the same is not touched. */
export function withAnswers(text: string, answers: Answers): string {
  const now = answersIn(text);
  return KEYS.filter((key) => answers[key] !== now[key]).reduce(
    (edited, key) =>
      edited.replace(
        PLACES[key],
        (_, before: string, __, after: string) => before + scalar(answers[key]) + after,
      ),
    text,
  );
}

/** Plain where YAML reads it as the same text, quoted elsewhere: JSON's strings are YAML's. */
const scalar = (value: string): string =>
  /^[A-Za-z][\w@. -]*$/.test(value) ? value.trim() : JSON.stringify(value);
