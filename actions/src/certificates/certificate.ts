import { X509Certificate } from 'node:crypto';

export interface Certificate {
  /** Hex, lower case. */
  readonly serial: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Sorted. */
  readonly names: readonly string[];
  /** SHA-256 of the certificate, hex. */
  readonly sha256: string;
  /** Its id in the authority's renewal information (RFC 9773, section 4.1); absent without a key identifier. */
  readonly renewalId?: string;
}

/** Reads the first certificate of a PEM chain, which is the host's own. Throws if there is none. */
export function readCertificate(chain: string | Buffer): Certificate {
  const {
    serialNumber,
    validFrom,
    validTo,
    subjectAltName = '',
    fingerprint256,
    raw,
  } = new X509Certificate(chain);
  return {
    serial: serialNumber.toLowerCase(),
    notBefore: Date.parse(validFrom),
    notAfter: Date.parse(validTo),
    names: [...subjectAltName.matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name).sort(),
    sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    renewalId: renewalId(raw, serialNumber),
  };
}

/** Undefined for a chain that was damaged by hand. */
export function readUnlessCorrupt(chain: string): Certificate | undefined {
  try {
    return readCertificate(chain);
  } catch {
    return undefined;
  }
}

/** DER of the extension's identifier, 2.5.29.35. */
const AUTHORITY_KEY_ID = Buffer.from('0603551d23', 'hex');
/** After it comes an octet string with a sequence that starts with `[0]`, the key identifier. Each has a length. */
const KEY_ID_OFFSET = AUTHORITY_KEY_ID.length + 6;
const KEY_ID_TAG = 0x80;

/** Why by hand: Node exposes neither the extension nor the encoded serial. */
function renewalId(der: Buffer, serial: string): string | undefined {
  const extension = der.indexOf(AUTHORITY_KEY_ID);
  const start = extension + KEY_ID_OFFSET;
  if (extension < 0 || der[start - 2] !== KEY_ID_TAG) return undefined;
  const keyId = der.subarray(start, start + der.readUInt8(start - 1));
  // A DER integer is signed: a first bit that is set needs a zero byte before it.
  const even = serial.length % 2 === 0 ? serial : `0${serial}`;
  const number = Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex');
  return `${keyId.toString('base64url')}.${number.toString('base64url')}`;
}
