import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitSchemas } from '../../../actions/src/declaration/schema/emit.ts';
import * as names from '../../../actions/src/declaration/schema/names.ts';
import * as network from '../../../actions/src/declaration/schema/network.ts';
import { mistakeIn, type TextRule } from '../../../actions/src/declaration/schema/text.ts';
import * as wordpress from '../../../actions/src/declaration/schema/wordpress.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

const RULES = Object.entries<unknown>({ ...names, ...network, ...wordpress }).filter(
  (entry): entry is [string, TextRule] => typeof entry[1] === 'object',
);

describe('the JSON Schemas', () => {
  it.each(Object.entries(emitSchemas()))('the committed %s is current', (path, text) => {
    expect(readFileSync(join(REPOSITORY, path), 'utf8')).toBe(text);
  });

  it('agree with the reader about unknown keys, required keys and help', () => {
    const schema = JSON.parse(emitSchemas()['cluster/cluster.schema.json'] ?? '{}');
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['name', 'domain', 'zone', 'wordpress']);
    expect(schema.properties.dns.properties.ttl).toMatchObject({ default: 60, minimum: 30 });
    expect(schema.properties.zone.description).toBe('The DNS zone that DigitalOcean serves for you.');
  });
});

describe.each(RULES)('the rule %s', (_, rule) => {
  it('accepts its own example', () => {
    expect(mistakeIn(rule.example, rule)).toBeUndefined();
  });

  it('accepts nothing that an editor would mark', () => {
    const nearlyRight = fc
      .tuple(fc.nat(70), fc.string({ maxLength: 2 }))
      .map(([at, put]) => rule.example.slice(0, at) + put + rule.example.slice(at + 1));
    const property = fc.property(
      nearlyRight,
      (text) => mistakeIn(text, rule) !== undefined || rule.pattern.test(text),
    );
    fc.assert(property);
  });
});
