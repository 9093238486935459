// HPKE base mode, X-Wing, HKDF-SHA256, AES-256-GCM by @hpke/core and @hpke/hybridkem-x-wing.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { answer, bytes, hex } from './json.mjs';

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const privateKey = (seed) => kem.importKey('raw', bytes(seed).buffer, false);
const publicKey = (data) => kem.deserializePublicKey(bytes(data).buffer);
const ENC = 1120;

await answer({
  async public({ seed }) {
    const { publicKey: key } = await kem.generateKeyPairDerand(bytes(seed));
    return { public: hex(await kem.serializePublicKey(key)) };
  },
  async encapsulate({ public: data, eseed }) {
    const { enc, sharedSecret } = await kem.encap({
      recipientPublicKey: await publicKey(data), ekm: bytes(eseed) });
    return { enc: hex(enc), shared_secret: hex(sharedSecret) };
  },
  async seal({ public: data, info, plaintext }) {
    const { enc, ct } = await suite.seal(
      { recipientPublicKey: await publicKey(data), info: bytes(info).buffer },
      bytes(plaintext).buffer);
    return { sealed: hex(enc) + hex(ct) };
  },
  async open({ seed, info, sealed }) {
    const data = bytes(sealed);
    const plaintext = await suite.open(
      { recipientKey: await privateKey(seed), enc: data.slice(0, ENC).buffer, info: bytes(info).buffer },
      data.slice(ENC).buffer);
    return { plaintext: hex(plaintext) };
  },
});
