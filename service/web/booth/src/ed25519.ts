// Ed25519 by WebCrypto, from private seeds of 32 bytes.

import { type Bytes, concat, fromBase64url } from './encoding';

// PrivateKeyInfo of an Ed25519 key, up to its seed. Source: RFC 8410, section 7.
const PKCS8 = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);

function privateKey(seed: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', concat(PKCS8, seed), 'Ed25519', true, ['sign']);
}

/** Whether this browser can do it at all (Chrome 137, Firefox 129, Safari 17, or later). */
export async function supported(): Promise<boolean> {
  try {
    await privateKey(new Uint8Array(32));
    return true;
  } catch {
    return false;
  }
}

export async function publicKey(seed: Bytes): Promise<Bytes> {
  const { x } = await crypto.subtle.exportKey('jwk', await privateKey(seed));
  return fromBase64url(x ?? '', 32);
}

export async function sign(seed: Bytes, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', await privateKey(seed), message));
}

export async function verify(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', imported, signature, message);
}
