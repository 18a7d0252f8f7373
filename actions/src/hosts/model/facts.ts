import { z } from 'zod';
import { pageFactsSchema } from './page.ts';

/** What a role last applied to a host. */
export const roleManifestSchema = z.object({
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
      /** Generations of the secrets that it ran with, newest first. */
      generations: z.array(z.number()).optional(),
    }),
  ),
  /** Addresses of the changes that a run started and did not finish. */
  unfinished: z.array(z.string()).optional(),
});
export type RoleManifest = z.infer<typeof roleManifestSchema>;

/** What was last applied to a host, kept there as `/var/lib/flotilla/manifest.json`, so a plan needs no secret. */
const manifestSchema = z.object({
  version: z.literal(1),
  roles: z.record(z.string(), roleManifestSchema),
  appliedAt: z.string().optional(),
  /** Who started the run, e.g. `octocat` or `root@laptop`. */
  appliedBy: z.string().optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What a person on call wants to know, next to what was applied. A field is absent if an older facts command reports. */
const healthFactsSchema = z.object({
  memoryAvailableMiB: z.number(),
  /** Whether an upgrade takes effect only after a reboot. */
  rebootRequired: z.boolean(),
  /** Version of the WordPress that the host serves; null if it serves none. */
  wordpress: z.string().nullable(),
  vpn: z.object({
    up: z.boolean(),
    /** On the primary: when each web host connected, in seconds since 1970. */
    peers: z.record(z.string(), z.number()),
  }),
  /** Milliseconds until the database greeted; null if it did not within 2 s, or the host does not know it yet. */
  databaseMs: z.number().nullable(),
  /** Milliseconds until each share answered, by mount point; null if it is not mounted or did not answer within 2 s. */
  sharesMs: z.record(z.string(), z.number().nullable()),
  failedUnits: z.array(z.string()),
  /** Firewall rules on the host that are not ours, e.g. `table inet filter`, `ufw`. */
  foreignFirewalls: z.array(z.string()).optional(),
  /** Our settings that another file overrides, or that were changed while the program runs. */
  overridden: z
    .array(
      z.object({
        program: z.string(),
        setting: z.string(),
        wanted: z.string(),
        is: z.string(),
        /** The file that probably overrides it. */
        by: z.string().nullable(),
      }),
    )
    .optional(),
  /** On the primary: how many connections to the database are open, and how many may be; null elsewhere. */
  connections: z.object({ used: z.number(), most: z.number() }).nullish(),
  /** On a host that is no member of a clustered database: the member that its WordPress reaches, or null. Absent on others. */
  member: z.string().nullable().optional(),
  /** Postfix's queue; null on a host without one. */
  mail: z
    .object({
      waiting: z.number(),
      /** How many of them the relay has not accepted. */
      refused: z.number(),
      oldestSeconds: z.number(),
      /** The relay's answer to the newest of these, or why it cannot be reached. */
      reason: z.string().nullable(),
    })
    .nullish(),
  /** What two other web hosts answered at their IPv6 addresses, by address. */
  neighbours: z.record(z.string(), pageFactsSchema).optional(),
  /** On a web host: seconds since it last knew all changes of the site, null if it never did. Null on the primary. */
  changes: z.object({ seconds: z.number().nullable() }).nullish(),
  /** Milliseconds until another host answered through the mesh, by its name; null if it did not within 1 s. */
  roundTripsMs: z.record(z.string(), z.number().nullable()).optional(),
  /** Whether each probe of the host's roles passes, by title. */
  probes: z.record(z.string(), z.boolean()).optional(),
});
export type HealthFacts = z.infer<typeof healthFactsSchema>;

/** The content of a web host. Optional fields are absent if the facts command is older than they are. */
const contentFactsSchema = z.object({
  /** Id of the live release; null while the host still serves the content that came with WordPress. */
  live: z.string().nullable(),
  /** Version of WordPress that is live with it. */
  core: z.string().nullish(),
  /** The release that was last verified as served, and when it became live, in seconds since 1970. */
  kept: z.object({ release: z.string(), at: z.number() }).nullable(),
  /** Plugins and themes of the live release, e.g. `plugins/akismet`. */
  holds: z.array(z.string()).optional(),
  /** The first few files of the live release that changed since they arrived, sorted by path below wp-content. */
  drift: z.array(z.object({ path: z.string(), is: z.enum(['changed', 'missing', 'added']) })),
  /** How many such files there are in all. */
  drifted: z.number(),
});
export type ContentFacts = z.infer<typeof contentFactsSchema>;

/** A table that a clustered database does not replicate. */
const unreplicatedSchema = z.object({
  name: z.string(),
  /** E.g. `MyISAM`; null if MariaDB cannot tell. */
  engine: z.string().nullable(),
  hasPrimaryKey: z.boolean(),
});
export type UnreplicatedTable = z.infer<typeof unreplicatedSchema>;

/** The most of them that a host lists, by name. */
export const MOST_UNREPLICATED = 50;

/** Evidence that the site was installed. */
const siteFactsSchema = z.object({
  /** Whether this host has ever served it. */
  seen: z.boolean(),
  /** On the primary: the tables that were searched for it, e.g. `wp_* in wordpress`. */
  tables: z.string().nullable(),
  /** On the primary: whether they hold it; null elsewhere, and if the database does not answer. */
  stored: z.boolean().nullable(),
  /** On the primary: the files of the active plugins and theme below wp-content, e.g. `plugins/akismet/akismet.php`. */
  active: z.array(z.string()).optional(),
  /** On a host that holds the database: its tables that Galera does not replicate; null elsewhere, and if MariaDB did not list them. */
  unreplicated: z.array(unreplicatedSchema).nullish(),
  /** On the primary: the newest few, newest first. */
  dumps: z.array(z.object({ path: z.string(), bytes: z.number() })),
});

/**
 * What one observing command reports about a host: everything that the manifest lists, and nothing secret. A plan's key runs
 * the installed command, which may be older than this: fields that came later are optional.
 */
export const factsSchema = z.object({
  host: z.string(),
  /** `done`, `running`, `error: …`. */
  cloudInit: z.string(),
  os: z.string(),
  memoryMiB: z.number(),
  disk: z.object({ freeMiB: z.number(), totalMiB: z.number() }),
  /** What is converging the host right now: another run, or the rest of a run that was killed. */
  converging: z.string().nullish(),
  /** Seconds since 1970, to detect clock skew. */
  clock: z.number(),
  /** Names of all installed Debian packages. */
  packages: z.array(z.string()),
  /** The files that the manifest lists, by path; null if there is none at that path. */
  files: z.record(
    z.string(),
    z
      .object({
        sha256: z.string(),
        mode: z.string(),
        owner: z.string(),
        group: z.string(),
        /** Only if the file was changed on the host, its template holds no secret, and it is text of less than 64 KiB. */
        content: z.string().optional(),
      })
      .nullable(),
  ),
  directories: z.record(
    z.string(),
    z.object({ mode: z.string(), owner: z.string(), group: z.string() }).nullable(),
  ),
  /** Target of each symbolic link; null if there is none at that path. */
  links: z.record(z.string(), z.string().nullable()),
  /** The paths that must not exist and do. */
  present: z.array(z.string()),
  units: z.record(z.string(), z.object({ enabled: z.boolean(), active: z.boolean() })),
  /** Whether each guarded command's check passes, by `role/name`; null if it did not end within `CHECK_SECONDS`. */
  commands: z.record(z.string(), z.boolean().nullable()),
  /** SHA-256 fingerprint (`AA:BB:…`) of the host's VPN certificate; null before it made one. */
  vpnFingerprint: z.string().nullable(),
  /** What the host made that identifies it to the others, by kind, e.g. the public key `wireguard`. */
  identities: z.record(z.string(), z.string()).optional(),
  /** Where the host stands among the members of a clustered database; null if it is none. */
  galera: z
    .object({
      /** Whether it ever held the cluster's database. */
      hasData: z.boolean(),
      /** Identifies the history of changes. Positions in different histories cannot be compared. */
      uuid: z.string().nullish(),
      /** Number of the last change that it has; null if unknown, for example after a crash until MariaDB has tried to start. */
      position: z.number().nullable(),
      /** Whether it was the last to stop, so that it misses nothing. */
      isSafeToStart: z.boolean(),
      /** Galera's word, e.g. `Synced`, `Donor/Desynced`, `Initialized`; null while MariaDB does not answer. */
      state: z.string().nullable(),
      /** Members that it sees, itself included, while they are the majority; null while they are not. */
      size: z.number().nullable(),
    })
    .nullish(),
  /** The certificate nginx serves; null before there is one. */
  certificate: z
    .object({
      sha256: z.string(),
      notBefore: z.string().optional(),
      notAfter: z.string(),
      issuer: z.string(),
      names: z.array(z.string()).optional(),
      placeholder: z.boolean(),
    })
    .nullable(),
  /** Null on a host that serves no site. */
  content: contentFactsSchema.nullish(),
  site: siteFactsSchema.optional(),
  manifest: manifestSchema.nullable(),
  health: healthFactsSchema.optional(),
  /** The front page as the host renders it now; null on a host that serves no site. */
  page: pageFactsSchema.nullish(),
});
export type Facts = z.infer<typeof factsSchema>;

/** SHA-256 (hex) of the self-signed certificate that a host serves until it gets another; undefined after that, or if unknown. */
export const placeholderOf = (facts: Facts | undefined): string | undefined =>
  facts?.certificate?.placeholder ? facts.certificate.sha256 : undefined;
