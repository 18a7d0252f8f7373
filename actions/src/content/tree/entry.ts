/** The folders of `wp-content/` that are versioned; uploads live on the share. */
export const FOLDERS = ['themes', 'plugins', 'mu-plugins', 'languages'] as const;

/** One file or symbolic link of a release, as git knows it: no directories, no owners, no times. */
export interface Entry {
  /** Below `wp-content/`, e.g. `themes/flotilla/style.css`. */
  readonly path: string;
  readonly kind: 'file' | 'link';
  /** Four octal digits: `0644`, or `0755` for what is executable; `0777` for a link. */
  readonly mode: string;
  /** SHA-256 (hex) of the content, or of the link's target. */
  readonly sha256: string;
}
