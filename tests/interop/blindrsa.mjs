// RSABSSA-SHA384-PSS-Deterministic by @cloudflare/blindrsa-ts: one request on standard input
// ({op, ...}, bytes in hex, keys as JWK), one answer on standard output.
import { RSABSSA } from '@cloudflare/blindrsa-ts';
import { answer, bytes, hex } from './json.mjs';

const suite = RSABSSA.SHA384.PSS.Deterministic();
const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' };
const key = (jwk, use) => crypto.subtle.importKey('jwk', jwk, algorithm, true, [use]);

await answer({
  async blind({ jwk, message }) {
    const { blindedMsg, inv } = await suite.blind(await key(jwk, 'verify'), bytes(message));
    return { z: hex(blindedMsg), inv: hex(inv) };
  },
  async sign({ jwk, z }) {
    return { blind_signature: hex(await suite.blindSign(await key(jwk, 'sign'), bytes(z))) };
  },
  async finalize({ jwk, message, blind_signature, inv }) {
    const credential = await suite.finalize(
      await key(jwk, 'verify'), bytes(message), bytes(blind_signature), bytes(inv));
    return { credential: hex(credential) };
  },
  async verify({ jwk, message, credential }) {
    const valid = await suite.verify(await key(jwk, 'verify'), bytes(credential), bytes(message));
    return { valid };
  },
});
