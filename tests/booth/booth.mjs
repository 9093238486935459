// Runs the built booth as it is shipped: one request on standard input ({op, ...}, bytes in hex),
// one answer on standard output. Its first argument is the path of booth.js.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const { core } = await import(pathToFileURL(process.argv[2]).href);
const hex = (data) => Buffer.from(data).toString('hex');
const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const manifestOf = (text) => core.readManifest(bytes(text));

async function deviceOf({ manifest, contest, seed }) {
  const read = await manifestOf(manifest);
  return core.Device.of(read, read.contests.find(({ id }) => id === contest), bytes(seed));
}

const operations = {
  async derive(request) {
    const { secrets } = await deviceOf(request);
    const { ballotPk, privateSeed, pssSalt, blinding, nonce } = secrets;
    return {
      ballot_pk: hex(ballotPk), private_seed: hex(privateSeed), pss_salt: hex(pssSalt),
      blinding: blinding.toString(), nonce: hex(nonce),
    };
  },
  async manifest({ manifest }) {
    const read = await manifestOf(manifest);
    return { mh: hex(read.mh), contests: read.contests.map(({ id, candidates }) => [id, candidates]) };
  },
  async request(request) {
    return { z: hex(await (await deviceOf(request)).request()) };
  },
  async take(request) {
    return { credential: hex(await (await deviceOf(request)).take(bytes(request.answer))) };
  },
  async encode_pss({ message, salt }) {
    return { encoded: hex(await core.pssEncode(bytes(message), bytes(salt))) };
  },
  async cast(request) {
    const device = await deviceOf(request);
    return device.cast(bytes(request.credential), request.ranking, request.seq);
  },
  async accepts(request) {
    const device = await deviceOf(request);
    return { accepted: await device.accepts(request.cast, request.receipt) };
  },
  async leaf({ leaf }) {
    const decoded = core.decodeBallot(bytes(leaf));
    const hash = await core.leafHash(bytes(leaf));
    return { again: decoded && hex(core.encodeLeaf(decoded)), hash: hex(hash) };
  },
  async receipt({ hash, nonce }) {
    return { c: hex(await core.commitment(bytes(hash), bytes(nonce))) };
  },
  async open({ seed, info, sealed }) {
    const found = await core.open(bytes(seed), bytes(info), bytes(sealed));
    return { plaintext: found && hex(found), key: hex(await core.sealingKeyOf(bytes(seed))) };
  },
  async words({ seed }) {
    const words = core.seedToWords(bytes(seed)).join(' ');
    return { words, seed: hex(core.wordsToSeed(words)) };
  },
  async plaintext({ kind, ranking, names }) {
    return {
      data: hex(core.writePlaintext(kind, ranking, names.length)),
      said: core.describe(kind, ranking, names),
    };
  },
  async read({ kind, data, candidates }) {
    return { found: core.readPlaintext(kind, bytes(data), candidates) };
  },
  async trace({ manifest, seed, checkpoint, bundles, opening, receipts }) {
    const api = {
      checkpoint: async () => bytes(checkpoint),
      bundle: async (path) => bytes(bundles[path]),
      opening: async () => opening && bytes(opening),
    };
    const found = await core.trace(
      api, await manifestOf(manifest), bytes(seed), async (contest) => receipts[contest] ?? []);
    return {
      size: found.checkpoint.size, closed: found.closed,
      contests: found.contests.map((item) => ({
        id: item.contest.id, positions: item.logged.map(({ position }) => position),
        kept: item.kept.length, missing: item.missing.length, unsigned: item.unsigned.length,
        opened: item.opened,
      })),
    };
  },
};

const { op, ...request } = JSON.parse(readFileSync(0, 'utf8'));
try {
  process.stdout.write(JSON.stringify(await operations[op](request)));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: error.constructor.name, message: error.message }));
}
