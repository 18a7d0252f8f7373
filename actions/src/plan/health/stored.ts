import { type Aspect, bad, NOTHING, ofFacts } from './sighting.ts';

/** Whether the primary's database still holds the site: a column only while it does not. */
export const STORED: readonly Aspect[] = [
  {
    title: 'site stored',
    look: ofFacts(({ site }, { declaration }) =>
      site?.stored === false && site.seen
        ? bad(
            'no',
            `holds no site in its database ${declaration.database.name}, although it did.`,
            'Plan: it names the dumps to restore. Nothing is installed meanwhile, and readers get the pages that are cached.',
          )
        : NOTHING,
    ),
  },
];
