import { z } from 'zod';
import { pageFactsSchema } from './page.ts';

/** What was last applied to a host, kept there as `/var/lib/flotilla/manifest.json`, so that a plan needs no secret. */
const manifestSchema = z.object({
  version: z.literal(1),
  roles: z.record(
    z.string(),
    z.object({
      packages: z.array(z.string()),
      directories: z.array(z.string()),
      files: z.record(
        z.string(),
        z.object({
          /** SHA-256 (hex) of the template, holes unfilled. */
          template: z.string(),
          /** SHA-256 (hex) of the content as written. */
          content: z.string(),
          /** The template itself, to show a diff where the content holds secrets. */
          text: z.string(),
        }),
      ),
      links: z.array(z.string()),
      absent: z.array(z.string()),
      units: z.array(z.string()),
      /** Check and a SHA-256 of check + run templates, by command name. */
      commands: z.record(
        z.string(),
        z.object({
          check: z.string(),
          template: z.string(),
          /** Of the secrets that it was run with, newest first. */
          generations: z.array(z.number()).optional(),
        }),
      ),
      /** Addresses of the changes that a run began and did not finish. */
      unfinished: z.array(z.string()).optional(),
    }),
  ),
  appliedAt: z.string().optional(),
  /** Who started the run that did, e.g. `octocat` or `root@laptop`. */
  appliedBy: z.string().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type RoleManifest = Manifest['roles'][string];

/** What matters to a person on call, beside what was applied. */
const healthFactsSchema = z.object({
  memoryAvailableMiB: z.number(),
  /** An upgrade waits for a reboot to take effect. */
  rebootRequired: z.boolean(),
  /** The version of the WordPress that is served; null where none is. */
  wordpress: z.string().nullable(),
  vpn: z.object({
    up: z.boolean(),
    /** On the primary, by web host: connected since, in seconds since 1970. */
    peers: z.record(z.string(), z.number()),
  }),
  /** Milliseconds until the database greeted; null when it did not within 2 s, or the host does not know it yet. */
  databaseMs: z.number().nullable(),
  /** By mount point: milliseconds until the share answered; null when it is not mounted or did not within 2 s. */
  sharesMs: z.record(z.string(), z.number().nullable()),
  failedUnits: z.array(z.string()),
  /** Firewall rules on the host that are not ours, e.g. `table inet filter`, `ufw`; absent where the command is older. */
  foreignFirewalls: z.array(z.string()).optional(),
  /** Settings of ours that another file overrides, or that were changed while the program runs; absent where the command is older. */
  overridden: z
    .array(
      z.object({
        program: z.string(),
        setting: z.string(),
        wanted: z.string(),
        is: z.string(),
        /** The file that may be why. */
        by: z.string().nullable(),
      }),
    )
    .optional(),
  /** Of the database, on the primary: how many are open, and how many may be; null where it was not asked. */
  connections: z.object({ used: z.number(), most: z.number() }).nullish(),
  /** Of Postfix's queue; null on a host without one, absent where the command is older. */
  mail: z
    .object({
      waiting: z.number(),
      /** How many of them the relay did not take so far. */
      refused: z.number(),
      oldestSeconds: z.number(),
      /** What the relay said of the newest of these, or why it cannot be reached. */
      reason: z.string().nullable(),
    })
    .nullish(),
  /** What a few other web hosts answered at their IPv6 addresses, by address; absent where the command is older. */
  neighbours: z.record(z.string(), pageFactsSchema).optional(),
  /**
   * On a web host: seconds since it last knew all changes of the site; null where it never did. Null on others; absent where the
   * command is older.
   */
  changes: z.object({ seconds: z.number().nullable() }).nullish(),
  /** Whether each probe of the host's roles passes, by title; absent if the facts command is older. */
  probes: z.record(z.string(), z.boolean()).optional(),
});
export type HealthFacts = z.infer<typeof healthFactsSchema>;

/** Of wp-content on a web host. */
const contentFactsSchema = z.object({
  /** Id of the release that is served; null while it is still the content that came with WordPress. */
  live: z.string().nullable(),
  /** Version of WordPress that is served with it; absent where the facts command is older than this. */
  core: z.string().nullish(),
  /** The release that was last seen served well, and since when it is live, in seconds since 1970. */
  kept: z.object({ release: z.string(), at: z.number() }).nullable(),
  /** Its plugins and themes, e.g. `plugins/akismet`; absent where the facts command is older than this. */
  holds: z.array(z.string()).optional(),
  /** The first few files of the live release that are not as they arrived, in order of their paths below wp-content. */
  drift: z.array(z.object({ path: z.string(), is: z.enum(['changed', 'missing', 'added']) })),
  /** How many there are in all. */
  drifted: z.number(),
});
export type ContentFacts = z.infer<typeof contentFactsSchema>;

/** What speaks for a site that was installed. */
const siteFactsSchema = z.object({
  /** Whether this host has seen it. */
  seen: z.boolean(),
  /** On the primary: which tables were asked for it, e.g. `wp_* in wordpress`. */
  tables: z.string().nullable(),
  /** On the primary: whether they hold it; null elsewhere, and where the database cannot be asked. */
  stored: z.boolean().nullable(),
  /**
   * On the primary: the files below wp-content of the plugins and the theme that are switched on, e.g. `plugins/akismet/akismet.php`;
   * absent where the facts command is older than this.
   */
  active: z.array(z.string()).optional(),
  /** On the primary, the newest few, newest first. */
  dumps: z.array(z.object({ path: z.string(), bytes: z.number() })),
});

/** What one observing command reports of a host: everything about what the manifest lists, and nothing secret. */
export const factsSchema = z.object({
  host: z.string(),
  /** `done`, `running`, `error: …`. */
  cloudInit: z.string(),
  os: z.string(),
  memoryMiB: z.number(),
  disk: z.object({ freeMiB: z.number(), totalMiB: z.number() }),
  /** Who converges it at this moment: another run, or what a run that was killed had ordered. */
  converging: z.string().nullish(),
  /** Seconds since 1970, to tell clock skew. */
  clock: z.number(),
  /** Names of all installed Debian packages. */
  packages: z.array(z.string()),
  /** By path, of what the manifest lists: null where there is none. */
  files: z.record(
    z.string(),
    z
      .object({
        sha256: z.string(),
        mode: z.string(),
        owner: z.string(),
        group: z.string(),
        /** Only of a file changed on the host, whose template holds no secret, that is text and under 64 KiB. */
        content: z.string().optional(),
      })
      .nullable(),
  ),
  directories: z.record(
    z.string(),
    z.object({ mode: z.string(), owner: z.string(), group: z.string() }).nullable(),
  ),
  /** Target of the symbolic link; null where there is none. */
  links: z.record(z.string(), z.string().nullable()),
  /** Which of the paths that must not exist do exist. */
  present: z.array(z.string()),
  units: z.record(z.string(), z.object({ enabled: z.boolean(), active: z.boolean() })),
  /** Whether each guarded command's check passes, by `role/name`. */
  commands: z.record(z.string(), z.boolean()),
  /** SHA-256 fingerprint (`AA:BB:…`) of the host's VPN certificate; null before it made one. */
  vpnFingerprint: z.string().nullable(),
  /** The certificate nginx serves; null before there is one. */
  certificate: z
    .object({
      sha256: z.string(),
      /** Absent where a plan's key asks a host whose facts command is older than this. */
      notBefore: z.string().optional(),
      notAfter: z.string(),
      issuer: z.string(),
      /** Absent likewise. */
      names: z.array(z.string()).optional(),
      placeholder: z.boolean(),
    })
    .nullable(),
  /** Null on a host that serves no site; absent where a plan's key asks a host whose facts command is older than this. */
  content: contentFactsSchema.nullish(),
  /** Absent where the facts command is older than this. */
  site: siteFactsSchema.optional(),
  manifest: manifestSchema.nullable(),
  /** Absent where the key of a plan asks a host whose installed facts command is older than this. */
  health: healthFactsSchema.optional(),
  /** The front page as the host renders it now; null on one without a site; absent where the facts command is older. */
  page: pageFactsSchema.nullish(),
});
export type Facts = z.infer<typeof factsSchema>;
