import { type Aspect, bad, NOTHING, ofFacts } from './sighting.ts';

/** Whether the primary's database still holds the site: a column only while it does not, or does not say. */
export const STORED: readonly Aspect[] = [
  {
    title: 'site stored',
    look: ofFacts(({ site, units }, { declaration }) => {
      if (site?.stored === false && site.seen)
        return bad(
          'no',
          `holds no site in its database ${declaration.database.name}, although it did.`,
          'Plan: it names the dumps to restore. Nothing is installed meanwhile, and readers get the pages that are cached.',
        );
      // A stopped database is named by its unit.
      const isAsked = site?.tables && units['mariadb.service']?.active;
      if (site?.stored !== null || !isAsked) return NOTHING;
      return bad(
        'unknown',
        `cannot be asked whether its database ${declaration.database.name} holds the site, although it runs.`,
        'See what `mariadb --no-defaults` answers to root there: root has to get in by the socket, without a password.',
      );
    }),
  },
];
