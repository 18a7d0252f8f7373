import { z } from 'zod';
import { type Declaration, databaseAddress } from '../../declaration/declaration.ts';

/** PHP's report about the page that it has just rendered, for the host itself only (`roles/web/proof.php`). */
const proofSchema = z.object({
  /** Null if WordPress did not get as far as its database. */
  database: z
    .object({
      host: z.string(),
      /** Null if none could be selected. */
      name: z.string().nullable(),
      prefix: z.string(),
      /** MariaDB's or PHP's own message if it cannot be used. */
      error: z.string().nullable(),
      /** Whether a value was written and read back, or why not; null if that was not tried. */
      wrote: z.union([z.boolean(), z.string()]).nullable(),
    })
    .nullable(),
});

/** A page of the site as a host rendered it for this request. */
export const pageFactsSchema = z.object({
  path: z.string(),
  /** What failed before there was a response. */
  failed: z
    .object({
      at: z.enum(['connect', 'handshake', 'answer']),
      error: z.string(),
      /** The system's name for it, e.g. `ENETUNREACH`; only of a connection. */
      code: z.string().nullish(),
    })
    .optional(),
  /** SHA-256 (hex) of the certificate that it came with. */
  certificate: z.string().optional(),
  status: z.number().optional(),
  location: z.string().nullish(),
  /** nginx's cache status, e.g. `BYPASS`. */
  cache: z.string().nullish(),
  /** Id of the release that rendered it. */
  release: z.string().nullish(),
  title: z.string().optional(),
  /** Whether the page is complete. */
  whole: z.boolean().optional(),
  proof: proofSchema.nullish(),
});
export type PageFacts = z.infer<typeof pageFactsSchema>;

/** The database and release that a page must come from. */
interface PageWanted {
  readonly database: { readonly host: string; readonly name: string; readonly prefix: string };
  /** Absent if any release will do. */
  readonly release?: string;
}

export const wantedPage = (declaration: Declaration, release?: string): PageWanted => ({
  database: {
    host: databaseAddress(declaration),
    name: declaration.database.name,
    prefix: declaration.wordpress.tablePrefix,
  },
  release,
});

/** From the outside in: the first one that fails is the cause. */
export type Layer = 'nginx' | 'TLS' | 'PHP' | 'database' | 'WordPress' | 'release';

export interface PageFault {
  readonly layer: Layer;
  readonly why: string;
}

/**
 * Whether the page was rendered for this request. If a host's nginx is not yet configured for that, it answers from its
 * cache, which proves nothing.
 */
export const isFresh = (page: PageFacts): boolean => page.failed !== undefined || page.cache === 'BYPASS';

/** The first layer that fails in a fresh page; undefined if the page is as wanted. */
export function faultIn(page: PageFacts, wanted: PageWanted): PageFault | undefined {
  for (const check of CHECKS) {
    const fault = check(page, wanted);
    if (fault) return fault;
  }
  return undefined;
}

export const renderFault = ({ layer, why }: PageFault): string => `${layer}: ${why}`;

const FAILED_LAYERS = { connect: 'nginx', handshake: 'TLS', answer: 'PHP' } as const;
const GATEWAY = new Set([502, 504]);
const INSTALLER = /\/wp-admin\/(install|setup-config)\.php/;

type PageCheck = (page: PageFacts, wanted: PageWanted) => PageFault | undefined;

const fault = (layer: Layer, why: string): PageFault => ({ layer, why });

const CHECKS: readonly PageCheck[] = [
  ({ failed }) => failed && fault(FAILED_LAYERS[failed.at], failed.error),
  ({ status = 0 }) =>
    GATEWAY.has(status) ? fault('PHP', `it does not answer nginx (HTTP ${status})`) : undefined,
  ({ proof }) => (proof?.database?.error ? fault('database', proof.database.error) : undefined),
  ({ proof }, { database }) => otherDatabase(proof?.database, database),
  ({ location }, { database }) =>
    INSTALLER.test(location ?? '')
      ? fault(
          'WordPress',
          `it is not installed in the database ${database.name}: visitors are sent to the installer`,
        )
      : undefined,
  ({ status }) => (status === 200 ? undefined : fault('WordPress', `HTTP ${status}`)),
  ({ whole }) => (whole ? undefined : fault('PHP', 'the page is incomplete')),
  ({ proof }) =>
    proof ? undefined : fault('PHP', 'it does not run the file that must run before each page'),
  ({ proof }) => {
    const wrote = proof?.database?.wrote;
    return wrote === undefined || wrote === null || wrote === true
      ? undefined
      : fault(
          'database',
          `nothing can be written: ${wrote || 'the value that was written was not read back'}`,
        );
  },
  ({ release }, wanted) =>
    wanted.release === undefined || release === wanted.release
      ? undefined
      : fault('release', `the page comes from release ${release ?? '(none)'}, not from ${wanted.release}`),
];

type Database = NonNullable<NonNullable<PageFacts['proof']>['database']>;

function otherDatabase(
  found: Database | null | undefined,
  wanted: PageWanted['database'],
): PageFault | undefined {
  if (!found) return undefined;
  const is = `${found.name ?? 'none'} at ${found.host}, tables ${found.prefix}*`;
  const meant = `${wanted.name} at ${wanted.host}, tables ${wanted.prefix}*`;
  return is === meant ? undefined : fault('database', `the page comes from ${is}, but ${meant} is declared`);
}
