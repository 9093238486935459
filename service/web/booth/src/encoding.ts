// The one encoding of everything that is hashed or signed; the same as ballots/encoding.py.

/** Bytes of our own, as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Something that is not the one encoding of anything. */
export class EncodingError extends Error {}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** UTF-8 text, strictly. */
export function text(data: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new EncodingError('this text is not UTF-8');
  }
}

export function concat(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A whole number in `size` big-endian bytes. */
export function unsigned(number: number, size: 1 | 2 | 4): Bytes {
  if (!Number.isInteger(number) || number < 0 || number >= 256 ** size) {
    throw new EncodingError(`${number} does not fit in ${size} bytes`);
  }
  const data = new Uint8Array(size);
  let rest = number;
  for (let at = size - 1; at >= 0; at -= 1) {
    data[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return data;
}

/** The whole number that these big-endian bytes say (at most four). */
export function fromUnsigned(data: Bytes): number {
  return data.reduce((number, byte) => number * 256 + byte, 0);
}

/** Each field preceded by its length in bytes, four bytes big-endian. */
export function lp(...fields: (Bytes | string)[]): Bytes {
  const parts: Bytes[] = [];
  for (const field of fields) {
    const data = typeof field === 'string' ? utf8(field) : field;
    parts.push(unsigned(data.length, 4), data);
  }
  return concat(...parts);
}

/** `lp("omov/NAME/v1", fields…)`: the form of every hashed or signed object. */
export function tagged(name: string, ...fields: (Bytes | string)[]): Bytes {
  return lp(`omov/${name}/v1`, ...fields);
}

/** The fields of an `lp`. */
export function unLp(data: Bytes): Bytes[] {
  const fields: Bytes[] = [];
  let at = 0;
  while (at < data.length) {
    if (data.length - at < 4) throw new EncodingError('a length is cut short');
    const size = fromUnsigned(data.subarray(at, at + 4));
    at += 4;
    if (size > data.length - at) throw new EncodingError('a field is cut short');
    fields.push(data.subarray(at, at + size));
    at += size;
  }
  return fields;
}

export function toBase64(data: Bytes): string {
  let binary = '';
  for (const byte of data) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The inverse of `toBase64`, strictly. */
export function fromBase64(encoded: string): Bytes {
  let binary: string;
  try {
    binary = atob(encoded);
  } catch {
    throw new EncodingError('this is not base64');
  }
  const data = Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
  if (toBase64(data) !== encoded) throw new EncodingError('this is not canonical base64');
  return data;
}

/** Base64url without padding. Source: RFC 4648, section 5. */
export function toBase64url(data: Bytes): string {
  return toBase64(data).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The inverse of `toBase64url`, strictly; `size`: how many bytes there must be. */
export function fromBase64url(encoded: string, size?: number): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(encoded)) throw new EncodingError('this is not base64url');
  const padded = encoded.replaceAll('-', '+').replaceAll('_', '/');
  const data = fromBase64(padded + '='.repeat((4 - (padded.length % 4)) % 4));
  if (size !== undefined && data.length !== size) {
    throw new EncodingError(`expected ${size} bytes, got ${data.length}`);
  }
  return data;
}

/** Hexadecimal digits, as people compare hashes. */
export function toHex(data: Bytes): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function equal(left: Bytes, right: Bytes): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}
