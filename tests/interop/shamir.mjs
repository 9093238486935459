// Shamir's secret sharing over GF(256) by shamir-secret-sharing.
import { combine, split } from 'shamir-secret-sharing';
import { answer, bytes, hex } from './json.mjs';

await answer({
  async split({ secret, shares, threshold }) {
    return { shares: (await split(bytes(secret), shares, threshold)).map(hex) };
  },
  async combine({ shares }) {
    return { secret: hex(await combine(shares.map(bytes))) };
  },
});
