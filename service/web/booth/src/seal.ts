// Sealing until the opening: HPKE (RFC 9180) with X-Wing; the same suite as ballots/seal.py.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { type Bytes, concat } from './encoding';

export const SUITE = 'HPKE-Base X-Wing HKDF-SHA256 AES-256-GCM';
export const SEALING_KEY_BYTES = 1216;
const ENC_BYTES = 1120;

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** `enc ‖ ct` of a plaintext; different each time. */
export async function seal(sealingKey: Bytes, info: Bytes, plaintext: Bytes): Promise<Bytes> {
  const recipientPublicKey = await kem.deserializePublicKey(buffer(sealingKey));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: buffer(info) }, buffer(plaintext));
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

/** The plaintext, by the opening seed (32 bytes); null if it does not open. */
export async function open(openingSeed: Bytes, info: Bytes, sealed: Bytes): Promise<Bytes | null> {
  const recipientKey = await kem.importKey('raw', buffer(openingSeed), false);
  const enc = buffer(sealed.slice(0, ENC_BYTES));
  try {
    const ct = buffer(sealed.slice(ENC_BYTES));
    return new Uint8Array(await suite.open({ recipientKey, enc, info: buffer(info) }, ct));
  } catch {
    return null;
  }
}

/** The sealing key that belongs to an opening seed. */
export async function sealingKeyOf(openingSeed: Bytes): Promise<Bytes> {
  const { publicKey } = await kem.generateKeyPairDerand(openingSeed);
  return new Uint8Array(await kem.serializePublicKey(publicKey));
}

function buffer(data: Bytes): ArrayBuffer {
  return data.slice().buffer;
}
