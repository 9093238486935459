// Built from service/web/booth/src by npm run build: do not edit.
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/encoding.ts
var EncodingError = class extends Error {
};
function utf8(text2) {
  return new TextEncoder().encode(text2);
}
function text(data) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new EncodingError("this text is not UTF-8");
  }
}
function concat(...parts2) {
  const whole = new Uint8Array(parts2.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts2) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
function unsigned(number, size) {
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
function fromUnsigned(data) {
  return data.reduce((number, byte2) => number * 256 + byte2, 0);
}
function lp(...fields) {
  const parts2 = [];
  for (const field of fields) {
    const data = typeof field === "string" ? utf8(field) : field;
    parts2.push(unsigned(data.length, 4), data);
  }
  return concat(...parts2);
}
function tagged(name, ...fields) {
  return lp(`omov/${name}/v1`, ...fields);
}
function unLp(data) {
  const fields = [];
  let at = 0;
  while (at < data.length) {
    if (data.length - at < 4) throw new EncodingError("a length is cut short");
    const size = fromUnsigned(data.subarray(at, at + 4));
    at += 4;
    if (size > data.length - at) throw new EncodingError("a field is cut short");
    fields.push(data.subarray(at, at + size));
    at += size;
  }
  return fields;
}
function toBase64(data) {
  let binary = "";
  for (const byte2 of data) binary += String.fromCharCode(byte2);
  return btoa(binary);
}
function fromBase64(encoded) {
  let binary;
  try {
    binary = atob(encoded);
  } catch {
    throw new EncodingError("this is not base64");
  }
  const data = Uint8Array.from(binary, (sign2) => sign2.charCodeAt(0));
  if (toBase64(data) !== encoded) throw new EncodingError("this is not canonical base64");
  return data;
}
function toBase64url(data) {
  return toBase64(data).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
function fromBase64url(encoded, size) {
  if (!/^[A-Za-z0-9_-]*$/.test(encoded)) throw new EncodingError("this is not base64url");
  const padded = encoded.replaceAll("-", "+").replaceAll("_", "/");
  const data = fromBase64(padded + "=".repeat((4 - padded.length % 4) % 4));
  if (size !== void 0 && data.length !== size) {
    throw new EncodingError(`expected ${size} bytes, got ${data.length}`);
  }
  return data;
}
function toHex(data) {
  return Array.from(data, (byte2) => byte2.toString(16).padStart(2, "0")).join("");
}
function equal(left, right) {
  return left.length === right.length && left.every((byte2, at) => byte2 === right[at]);
}
async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

// src/api.ts
var TIMEOUT_MS = 3e4;
var Problem = class extends Error {
  constructor(code2, status, detail, more = {}) {
    super(detail);
    this.code = code2;
    this.status = status;
    this.detail = detail;
    this.more = more;
  }
  code;
  status;
  detail;
  more;
  /** Whether the same request may be sent again in a moment. */
  get passing() {
    return this.code === "offline" || this.status === 429 || this.status >= 500;
  }
  /** Seconds that the room asks us to wait; 0 if it does not say. */
  get retryAfter() {
    return typeof this.more.retry_after === "number" ? this.more.retry_after : 0;
  }
};
var Api = class {
  constructor(election) {
    this.election = election;
  }
  election;
  path(room, rest) {
    return `/${room}/api/v1/elections/${encodeURIComponent(this.election)}${rest}`;
  }
  // The roll office
  async signIn(link2, number) {
    await this.roll("/sign-in", { link: link2, number });
  }
  async signOut() {
    await this.roll("/sign-out", {});
  }
  async me() {
    return (await ask(this.path("roll", "/me"), { credentials: "same-origin" })).json();
  }
  /** The blind signature of z. */
  async draw(contest, z2) {
    const answer = await this.roll("/draw", { contest, z: toBase64url(z2) });
    return fromBase64url((await answer.json()).signature);
  }
  roll(rest, body) {
    return post(this.path("roll", rest), JSON.stringify(body), "same-origin");
  }
  // The ballot box
  async manifest() {
    return bytes(await ask(this.path("box", "/manifest")));
  }
  async box() {
    return (await ask(this.path("box", ""))).json();
  }
  async cast(body) {
    return (await post(this.path("box", "/cast"), body, "omit")).json();
  }
  async checkpoint() {
    return bytes(await ask(this.path("box", "/checkpoint")));
  }
  async bundle(path) {
    return bytes(await ask(this.path("box", `/${path}`), { cache: "default" }));
  }
  // The office
  /** The opening seed, once it is published. */
  async opening() {
    try {
      const found = await (await ask(this.path("office", "/opening-seed"))).json();
      return fromBase64url(found.seed, 32);
    } catch (error) {
      if (error instanceof Problem && !error.passing) return null;
      throw error;
    }
  }
};
async function post(path, body, credentials) {
  const headers = { "Content-Type": "application/json" };
  return ask(path, { method: "POST", body: utf8(body), headers, credentials });
}
async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...options
    });
  } catch {
    throw new Problem("offline", 0, "No answer came.");
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}
async function problemOf(answer) {
  try {
    const body = await answer.json();
    const code2 = String(body.type ?? "").split(":").pop() || "unknown";
    return new Problem(code2, answer.status, String(body.detail ?? ""), body);
  } catch {
    return new Problem("unknown", answer.status, `The service answered ${answer.status}.`);
  }
}
async function bytes(answer) {
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new Problem("offline", 0, "The answer broke off.");
  }
}

// src/dom.ts
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== void 0) {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}
function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child) element.append(child);
  }
}
function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
function p(...children) {
  return h("p", {}, ...children);
}
function primary(label, click) {
  return h("button", { type: "button", class: "button primary", click }, label);
}
function secondary(label, click) {
  return h("button", { type: "button", class: "button", click }, label);
}
function link(label, href) {
  return h("a", { href }, label);
}
function details(summary, ...children) {
  return h("details", {}, h("summary", {}, summary), ...children);
}
function list(items, kind = "ul", name = "") {
  return h(kind, { class: name || null }, items.map((item) => h("li", {}, item)));
}
function foot(...ways) {
  return h("nav", { class: "foot", "aria-label": "More" }, list(ways.filter(Boolean)));
}
function errorSummary(text2, field) {
  const what = field ? h("a", { href: `#${field}`, click: (event) => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  } }, text2) : text2;
  return h(
    "div",
    { class: "error-summary", role: "alert", tabindex: -1 },
    h("h2", {}, "There is a problem"),
    p(what)
  );
}
function code(text2) {
  const groups = text2.match(/.{1,4}/g) ?? [];
  return h("code", { class: "long" }, groups.join(" "));
}

// src/terms.ts
var SHARE_OF = {
  "for and against": "the votes for and against",
  "those voting": "the votes of all who voted, those abstaining, blank and invalid included",
  "those entitled": "the votes of all who are entitled to vote"
};
function motionAsks(contest) {
  const { threshold, quorum, "casting-vote": casting } = contest.policy;
  const read = /^((?:more than|at least) \d+\/\d+) of ([a-z ]+)$/.exec(threshold ?? "");
  const base = SHARE_OF[read?.[2] ?? ""];
  if (!read || !base) return "";
  return [
    `Needed: ${read[1]} of ${base}.`,
    quorum && `The quorum is ${quorum} accepted ${quorum === "1" ? "ballot" : "ballots"}, abstentions included.`,
    casting && `If as many vote for as against, there is a casting vote: ${casting}.`
  ].filter(Boolean).join(" ");
}
function nobodySaid(contest) {
  const name = contest.candidates[contest.candidates.length - 1] ?? "";
  if (contest.policy["none"] === "ron") {
    return `‘${name}’ is nobody: a place that it wins stays vacant. Rank it above those whom you want less than a vacant place.`;
  }
  return contest.policy["none"] === "neither" ? `‘${name}’ is for whoever wants no option on this paper.` : "";
}
function standing(contest) {
  return contest.candidates.length - (contest.policy["none"] === "ron" ? 1 : 0);
}

// src/times.ts
function inWords(date, zone) {
  const local = parts(date, zone);
  const utc = parts(date, "UTC");
  if (zone === "UTC") return `${utc.day}, ${utc.time} UTC`;
  const beside = utc.day === local.day ? utc.time : `${utc.day}, ${utc.time}`;
  return `${local.day}, ${local.time} in ${zone} (${beside} UTC)`;
}
function parts(date, timeZone) {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(date);
  const weekday = format({ weekday: "short" });
  const day = format({ day: "numeric", month: "long", year: "numeric" });
  return { day: `${weekday} ${day}`, time: format({ hour: "2-digit", minute: "2-digit" }) };
}
function knownZone(name) {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return name || "UTC";
  } catch {
    return "UTC";
  }
}

// src/blindrsa.ts
var MODULUS_BYTES = 384;
var EXPONENT = 65537n;
var HASH_BYTES = 48;
var CredentialError = class extends Error {
};
function toBigInt(data) {
  let hex = "0x0";
  for (const byte2 of data) hex += byte2.toString(16).padStart(2, "0");
  return BigInt(hex);
}
function fromBigInt(number, size) {
  const hex = number.toString(16).padStart(2 * size, "0");
  return Uint8Array.from({ length: size }, (_2, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
function isUnit(r2, n2) {
  return r2 > 0n && r2 < n2 && inverse(r2, n2) !== null;
}
async function blind(issuer, message, salt, r2) {
  const n2 = toBigInt(issuer.n);
  if (!isUnit(r2, n2)) throw new EncodingError("a blinding factor is invertible");
  const m2 = toBigInt(await pssEncode(message, salt));
  if (!isUnit(m2, n2)) throw new EncodingError("the issuer's key is not sound");
  return fromBigInt(m2 * power(r2, EXPONENT, n2) % n2, MODULUS_BYTES);
}
async function finalize(issuer, message, answer, r2) {
  const n2 = toBigInt(issuer.n);
  const value = toBigInt(answer);
  const factor = inverse(r2, n2);
  if (answer.length !== MODULUS_BYTES || value <= 0n || value >= n2 || factor === null) {
    throw new CredentialError("a blind signature is 384 bytes and lies between 1 and n - 1");
  }
  const credential = fromBigInt(value * factor % n2, MODULUS_BYTES);
  if (!await verifyCredential(issuer, message, credential)) {
    throw new CredentialError("the answer is not a credential under the key in the manifest");
  }
  return credential;
}
async function verifyCredential(issuer, message, credential) {
  const jwk = { kty: "RSA", n: toBase64url(issuer.n), e: "AQAB", alg: "PS384" };
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  const terms = { name: "RSA-PSS", saltLength: HASH_BYTES };
  return crypto.subtle.verify(terms, key, credential, message);
}
async function pssEncode(message, salt) {
  if (salt.length !== HASH_BYTES) throw new EncodingError("a salt is 48 bytes");
  const digest = await sha384(message);
  const h3 = await sha384(concat(new Uint8Array(8), digest, salt));
  const room = MODULUS_BYTES - 2 * HASH_BYTES - 2;
  const block = concat(new Uint8Array(room), Uint8Array.of(1), salt);
  const mask = await mgf1(h3, block.length);
  const masked = block.map((byte2, at) => byte2 ^ (mask[at] ?? 0));
  masked[0] = (masked[0] ?? 0) & 127;
  return concat(masked, h3, Uint8Array.of(188));
}
async function mgf1(seed, size) {
  const blocks = [];
  for (let counter = 0; counter * HASH_BYTES < size; counter += 1) {
    blocks.push(await sha384(concat(seed, unsigned(counter, 4))));
  }
  return concat(...blocks).slice(0, size);
}
async function sha384(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-384", data));
}
function power(base, exponent, n2) {
  let result = 1n;
  let square = base % n2;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result * square % n2;
    square = square * square % n2;
  }
  return result;
}
function inverse(a2, n2) {
  let [last, now] = [n2, a2 % n2];
  let [lastFactor, factor] = [0n, 1n];
  while (now > 0n) {
    const quotient = last / now;
    [last, now] = [now, last - quotient * now];
    [lastFactor, factor] = [factor, lastFactor - quotient * factor];
  }
  if (last !== 1n) return null;
  return lastFactor < 0n ? lastFactor + n2 : lastFactor;
}

// src/ed25519.ts
var ed25519_exports = {};
__export(ed25519_exports, {
  publicKey: () => publicKey,
  sign: () => sign,
  supported: () => supported,
  verify: () => verify
});
var PKCS8 = Uint8Array.from([
  48,
  46,
  2,
  1,
  0,
  48,
  5,
  6,
  3,
  43,
  101,
  112,
  4,
  34,
  4,
  32
]);
function privateKey(seed) {
  return crypto.subtle.importKey("pkcs8", concat(PKCS8, seed), "Ed25519", true, ["sign"]);
}
async function supported() {
  try {
    await privateKey(new Uint8Array(32));
    return true;
  } catch {
    return false;
  }
}
async function publicKey(seed) {
  const { x: x2 } = await crypto.subtle.exportKey("jwk", await privateKey(seed));
  return fromBase64url(x2 ?? "", 32);
}
async function sign(seed, message) {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", await privateKey(seed), message));
}
async function verify(key, message, signature) {
  const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}

// src/derive.ts
var SEED_BYTES = 32;
function newSeed() {
  return crypto.getRandomValues(new Uint8Array(SEED_BYTES));
}
async function derive(seed, mh, contest, issuer) {
  const key = await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveBits"]);
  const nHash = await sha256(issuer.n);
  async function expand(use, size, counter = 0) {
    const info = tagged("derive", use, contest, nHash, unsigned(counter, 4));
    const algorithm = { name: "HKDF", hash: "SHA-256", salt: mh, info };
    return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, size * 8));
  }
  const n2 = toBigInt(issuer.n);
  const privateSeed = await expand("ballot-key", 32);
  let blinding = 0n;
  for (let counter = 0; !isUnit(blinding, n2); counter += 1) {
    blinding = toBigInt(await expand("blinding", 400, counter)) % n2;
  }
  return {
    ballotPk: await publicKey(privateSeed),
    privateSeed,
    pssSalt: await expand("pss-salt", 48),
    blinding,
    nonce: await expand("nonce", 32)
  };
}

// src/documents.ts
function credentialMessage(mh, contest, ballotPk) {
  return tagged("credential", mh, contest, ballotPk);
}
function sealInfo(mh, contest, ballotPk) {
  return tagged("seal", mh, contest, ballotPk);
}
async function ballotMessage(mh, leaf) {
  const { contest, ballotPk, seq, credential, sealed } = leaf;
  return tagged("ballot", mh, contest, ballotPk, unsigned(seq, 4), await sha256(credential), sealed);
}
function encodeLeaf(leaf) {
  const { contest, ballotPk, seq, credential, sealed, signature } = leaf;
  return tagged("ballot-leaf", contest, ballotPk, unsigned(seq, 4), credential, sealed, signature);
}
function leafKind(fields) {
  const match = /^omov\/([a-z-]+)\/v1$/.exec(text(fields[0] ?? new Uint8Array()));
  if (!match?.[1]) throw new EncodingError("this is not a leaf");
  return match[1];
}
function decodeBallot(data) {
  const fields = unLp(data);
  if (leafKind(fields) !== "ballot-leaf") return null;
  const [, contest, ballotPk, seq, credential, sealed, signature, ...more] = fields;
  if (!contest || !ballotPk || !seq || !credential || !sealed || !signature || more.length) {
    throw new EncodingError("a ballot leaf has six fields");
  }
  return { contest: text(contest), ballotPk, seq: fromUnsigned(seq), credential, sealed, signature };
}
function leafHash(leaf) {
  return sha256(concat(Uint8Array.of(0), leaf));
}
function commitment(hash, nonce) {
  return sha256(tagged("receipt", hash, nonce));
}
function promiseMessage(mh, c2) {
  return tagged("promise", mh, c2);
}

// src/plaintext.ts
var ABSTAIN = 0;
var RANKED = 1;
function writePlaintext(kind, ranking, candidates) {
  const filled = Array.from({ length: candidates }, (_2, at) => ranking[at] ?? 0);
  const numbers = filled.map((number) => unsigned(number, 2));
  const data = concat(unsigned(ranking.length ? RANKED : ABSTAIN, 1), ...numbers);
  const found = ranking.length > candidates ? "wrong-length" : readPlaintext(kind, data, candidates);
  if (typeof found === "string") throw new EncodingError(`this ranking cannot be cast: ${found}`);
  return data;
}
function readPlaintext(kind, data, candidates) {
  if (data.length !== 1 + 2 * candidates) return "wrong-length";
  const numbers = Array.from({ length: candidates }, (_2, at) => fromUnsigned(data.subarray(1 + 2 * at, 3 + 2 * at)));
  const some = numbers.some((number) => number > 0);
  if (data[0] === ABSTAIN) return some ? "abstain-with-numbers" : [];
  if (data[0] !== RANKED) return "unknown-kind";
  if (!some) return "empty-ranking";
  const length = numbers.includes(0) ? numbers.indexOf(0) : candidates;
  const ranking = numbers.slice(0, length);
  if (numbers.slice(length).some((number) => number > 0)) return "gap";
  if (ranking.some((number) => number > candidates)) return "out-of-range";
  if (new Set(ranking).size !== length) return "duplicate";
  if (kind === "motion" && length > 1) return "more-than-one";
  return ranking;
}
function describe(kind, ranking, names) {
  const [first, ...others] = ranking.map((number) => names[number - 1] ?? `number ${number}`);
  if (kind === "motion") return first === void 0 ? "You abstain." : `You vote: ${first}.`;
  if (kind === "options") {
    if (first === void 0) return "You abstain: no option is chosen.";
    if (others.length === 0) return `You choose ${first}, and nothing after it.`;
    return `You choose ${first}; failing that, ${others.join("; then ")}.`;
  }
  if (first === void 0) return "You abstain: no candidate is chosen.";
  const places2 = [first, ...others].map((name, at) => `${at + 1}. ${name}`);
  return `Your order of preference: ${places2.join("; ")}.`;
}
var REASONS = {
  "does-not-open": "it does not open with the published key",
  "wrong-length": "it has the wrong length",
  "unknown-kind": "it is of an unknown kind",
  "abstain-with-numbers": "it abstains and ranks at once",
  "empty-ranking": "it ranks nobody",
  gap: "a preference is left out",
  "out-of-range": "it names a candidate who does not stand",
  duplicate: "it names somebody twice",
  "more-than-one": "it chooses more than one"
};
function reasonInWords(reason) {
  return REASONS[reason];
}

// node_modules/@hpke/common/esm/src/errors.js
var HpkeError = class extends Error {
  constructor(e) {
    let message;
    if (e instanceof Error) {
      message = e.message;
    } else if (typeof e === "string") {
      message = e;
    } else {
      message = "";
    }
    super(message);
    this.name = this.constructor.name;
  }
};
var InvalidParamError = class extends HpkeError {
};
var SerializeError = class extends HpkeError {
};
var DeserializeError = class extends HpkeError {
};
var EncapError = class extends HpkeError {
};
var DecapError = class extends HpkeError {
};
var ExportError = class extends HpkeError {
};
var SealError = class extends HpkeError {
};
var OpenError = class extends HpkeError {
};
var MessageLimitReachedError = class extends HpkeError {
};
var DeriveKeyPairError = class extends HpkeError {
};
var NotSupportedError = class extends HpkeError {
};

// node_modules/@hpke/common/esm/_dnt.shims.js
var dntGlobals = {};
var dntGlobalThis = createMergeProxy(globalThis, dntGlobals);
function createMergeProxy(baseObj, extObj) {
  return new Proxy(baseObj, {
    get(_target, prop, _receiver) {
      if (prop in extObj) {
        return extObj[prop];
      } else {
        return baseObj[prop];
      }
    },
    set(_target, prop, value) {
      if (prop in extObj) {
        delete extObj[prop];
      }
      baseObj[prop] = value;
      return true;
    },
    deleteProperty(_target, prop) {
      let success = false;
      if (prop in extObj) {
        delete extObj[prop];
        success = true;
      }
      if (prop in baseObj) {
        delete baseObj[prop];
        success = true;
      }
      return success;
    },
    ownKeys(_target) {
      const baseKeys = Reflect.ownKeys(baseObj);
      const extKeys = Reflect.ownKeys(extObj);
      const extKeysSet = new Set(extKeys);
      return [...baseKeys.filter((k) => !extKeysSet.has(k)), ...extKeys];
    },
    defineProperty(_target, prop, desc) {
      if (prop in extObj) {
        delete extObj[prop];
      }
      Reflect.defineProperty(baseObj, prop, desc);
      return true;
    },
    getOwnPropertyDescriptor(_target, prop) {
      if (prop in extObj) {
        return Reflect.getOwnPropertyDescriptor(extObj, prop);
      } else {
        return Reflect.getOwnPropertyDescriptor(baseObj, prop);
      }
    },
    has(_target, prop) {
      return prop in extObj || prop in baseObj;
    }
  });
}

// node_modules/@hpke/common/esm/src/algorithm.js
async function loadSubtleCrypto() {
  if (dntGlobalThis !== void 0 && globalThis.crypto !== void 0) {
    return globalThis.crypto.subtle;
  }
  try {
    const { webcrypto } = await import("crypto");
    return webcrypto.subtle;
  } catch (e) {
    throw new NotSupportedError(e);
  }
}
var NativeAlgorithm = class {
  constructor() {
    Object.defineProperty(this, "_api", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
  }
  async _setup() {
    if (this._api !== void 0) {
      return;
    }
    this._api = await loadSubtleCrypto();
  }
};

// node_modules/@hpke/common/esm/src/identifiers.js
var Mode = {
  Base: 0,
  Psk: 1,
  Auth: 2,
  AuthPsk: 3
};
var KemId = {
  NotAssigned: 0,
  DhkemP256HkdfSha256: 16,
  DhkemP384HkdfSha384: 17,
  DhkemP521HkdfSha512: 18,
  DhkemSecp256k1HkdfSha256: 19,
  DhkemX25519HkdfSha256: 32,
  DhkemX448HkdfSha512: 33,
  HybridkemX25519Kyber768: 48,
  MlKem512: 64,
  MlKem768: 65,
  MlKem1024: 66,
  XWing: 25722
};
var KdfId = {
  HkdfSha256: 1,
  HkdfSha384: 2,
  HkdfSha512: 3,
  Sha3256: 4,
  Sha3384: 5,
  Sha3512: 6,
  Shake128: 16,
  Shake256: 17,
  TurboShake128: 18,
  TurboShake256: 19
};
var AeadId = {
  Aes128Gcm: 1,
  Aes256Gcm: 2,
  Chacha20Poly1305: 3,
  ExportOnly: 65535
};

// node_modules/@hpke/common/esm/src/consts.js
var INPUT_LENGTH_LIMIT = 8192;
var INFO_LENGTH_LIMIT = 268435456;
var MINIMUM_PSK_LENGTH = 32;
var EMPTY = /* @__PURE__ */ new Uint8Array(0);
var N_0 = 0n;
var N_1 = 1n;
var N_2 = 2n;

// node_modules/@hpke/common/esm/src/kdfs/hkdf.js
var HPKE_VERSION = /* @__PURE__ */ new Uint8Array([
  72,
  80,
  75,
  69,
  45,
  118,
  49
]);
function toUint8Array(input) {
  return new Uint8Array(toArrayBuffer(input));
}
function toArrayBuffer(input) {
  if (input instanceof ArrayBuffer) {
    return input;
  }
  if (ArrayBuffer.isView(input)) {
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength).slice().buffer;
  }
  return new Uint8Array(input).slice().buffer;
}
var HkdfNative = class extends NativeAlgorithm {
  constructor() {
    super();
    Object.defineProperty(this, "id", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: KdfId.HkdfSha256
    });
    Object.defineProperty(this, "hashSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_suiteId", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: EMPTY
    });
    Object.defineProperty(this, "algHash", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: {
        name: "HMAC",
        hash: "SHA-256",
        length: 256
      }
    });
  }
  init(suiteId) {
    this._suiteId = suiteId;
  }
  buildLabeledIkm(label, ikm) {
    this._checkInit();
    const ret = new Uint8Array(7 + this._suiteId.byteLength + label.byteLength + ikm.byteLength);
    ret.set(HPKE_VERSION, 0);
    ret.set(this._suiteId, 7);
    ret.set(label, 7 + this._suiteId.byteLength);
    ret.set(ikm, 7 + this._suiteId.byteLength + label.byteLength);
    return ret;
  }
  buildLabeledInfo(label, info, len) {
    this._checkInit();
    const ret = new Uint8Array(9 + this._suiteId.byteLength + label.byteLength + info.byteLength);
    ret.set(new Uint8Array([0, len]), 0);
    ret.set(HPKE_VERSION, 2);
    ret.set(this._suiteId, 9);
    ret.set(label, 9 + this._suiteId.byteLength);
    ret.set(info, 9 + this._suiteId.byteLength + label.byteLength);
    return ret;
  }
  async extract(salt, ikm) {
    await this._setup();
    const saltBuf = salt.byteLength === 0 ? new ArrayBuffer(this.hashSize) : toArrayBuffer(salt);
    if (saltBuf.byteLength !== this.hashSize) {
      throw new InvalidParamError("The salt length must be the same as the hashSize");
    }
    const ikmBuf = toArrayBuffer(ikm);
    const key = await this._api.importKey("raw", saltBuf, this.algHash, false, [
      "sign"
    ]);
    return await this._api.sign("HMAC", key, ikmBuf);
  }
  async expand(prk, info, len) {
    await this._setup();
    const prkBuf = toArrayBuffer(prk);
    const key = await this._api.importKey("raw", prkBuf, this.algHash, false, [
      "sign"
    ]);
    const okm = new ArrayBuffer(len);
    const okmBytes = new Uint8Array(okm);
    let prev = EMPTY;
    const mid = toUint8Array(info);
    const tail = new Uint8Array(1);
    if (len > 255 * this.hashSize) {
      throw new Error("Entropy limit reached");
    }
    const tmp = new Uint8Array(this.hashSize + mid.length + 1);
    for (let i2 = 1, cur = 0; cur < okmBytes.length; i2++) {
      tail[0] = i2;
      tmp.set(prev, 0);
      tmp.set(mid, prev.length);
      tmp.set(tail, prev.length + mid.length);
      prev = new Uint8Array(await this._api.sign("HMAC", key, tmp.slice(0, prev.length + mid.length + 1)));
      if (okmBytes.length - cur >= prev.length) {
        okmBytes.set(prev, cur);
        cur += prev.length;
      } else {
        okmBytes.set(prev.slice(0, okmBytes.length - cur), cur);
        cur += okmBytes.length - cur;
      }
    }
    return okm;
  }
  async extractAndExpand(salt, ikm, info, len) {
    await this._setup();
    const ikmBuf = toArrayBuffer(ikm);
    const baseKey = await this._api.importKey("raw", ikmBuf, "HKDF", false, ["deriveBits"]);
    return await this._api.deriveBits({
      name: "HKDF",
      hash: this.algHash.hash,
      salt: toArrayBuffer(salt),
      info: toArrayBuffer(info)
    }, baseKey, len * 8);
  }
  async labeledExtract(salt, label, ikm) {
    return await this.extract(salt, this.buildLabeledIkm(label, ikm));
  }
  async labeledExpand(prk, label, info, len) {
    return await this.expand(prk, this.buildLabeledInfo(label, info, len), len);
  }
  _checkInit() {
    if (this._suiteId === EMPTY) {
      throw new Error("Not initialized. Call init()");
    }
  }
};
var HkdfSha256Native = class extends HkdfNative {
  constructor() {
    super(...arguments);
    Object.defineProperty(this, "id", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: KdfId.HkdfSha256
    });
    Object.defineProperty(this, "hashSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 32
    });
    Object.defineProperty(this, "algHash", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: {
        name: "HMAC",
        hash: "SHA-256",
        length: 256
      }
    });
  }
};

// node_modules/@hpke/common/esm/src/utils/misc.js
var isCryptoKeyPair = (x2) => typeof x2 === "object" && x2 !== null && typeof x2.privateKey === "object" && typeof x2.publicKey === "object";
function i2Osp(n2, w2) {
  if (w2 <= 0) {
    throw new Error("i2Osp: too small size");
  }
  if (n2 >= 256 ** w2) {
    throw new Error("i2Osp: too large integer");
  }
  const ret = new Uint8Array(w2);
  for (let i2 = 0; i2 < w2 && n2; i2++) {
    ret[w2 - (i2 + 1)] = n2 % 256;
    n2 = Math.floor(n2 / 256);
  }
  return ret;
}
function concat2(a2, b2) {
  const ret = new Uint8Array(a2.length + b2.length);
  ret.set(a2, 0);
  ret.set(b2, a2.length);
  return ret;
}
function base64UrlToBytes(v2) {
  const base64 = v2.replace(/-/g, "+").replace(/_/g, "/");
  const byteString = atob(base64);
  const ret = new Uint8Array(byteString.length);
  for (let i2 = 0; i2 < byteString.length; i2++) {
    ret[i2] = byteString.charCodeAt(i2);
  }
  return ret;
}
async function loadCrypto() {
  if (typeof dntGlobalThis !== "undefined" && globalThis.crypto !== void 0) {
    return globalThis.crypto;
  }
  try {
    const { webcrypto } = await import("crypto");
    return webcrypto;
  } catch (_e) {
    throw new Error("failed to load Crypto");
  }
}
function xor(a2, b2) {
  if (a2.byteLength !== b2.byteLength) {
    throw new Error("xor: different length inputs");
  }
  const buf = new Uint8Array(a2.byteLength);
  for (let i2 = 0; i2 < a2.byteLength; i2++) {
    buf[i2] = a2[i2] ^ b2[i2];
  }
  return buf;
}

// node_modules/@hpke/common/esm/src/interfaces/dhkemPrimitives.js
var KEM_USAGES = ["deriveBits"];
var LABEL_DKP_PRK = /* @__PURE__ */ new Uint8Array([
  100,
  107,
  112,
  95,
  112,
  114,
  107
]);
var LABEL_SK = /* @__PURE__ */ new Uint8Array([115, 107]);

// node_modules/@hpke/common/esm/src/kems/dhkemPrimitives/ec.js
var EC_P_521_PARAMS = {
  p: (1n << 521n) - 1n,
  b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  gx: 0x00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
  gy: 0x011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
  coordinateSize: 66
};

// node_modules/@hpke/common/esm/src/xCryptoKey.js
var XCryptoKey = class {
  constructor(name, key, type, usages = []) {
    Object.defineProperty(this, "key", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "type", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "extractable", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: true
    });
    Object.defineProperty(this, "algorithm", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "usages", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this.key = key;
    this.type = type;
    this.algorithm = { name };
    this.usages = usages;
    if (type === "public") {
      this.usages = [];
    }
  }
};

// node_modules/@hpke/common/esm/src/kems/dhkemPrimitives/xCurve.js
var XCurveDhkemPrimitives = class {
  constructor(algName, keySize, curve, hkdf) {
    Object.defineProperty(this, "_algName", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_curve", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_hkdf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_nPk", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_nSk", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this._algName = algName;
    this._nPk = keySize;
    this._nSk = keySize;
    this._curve = curve;
    this._hkdf = hkdf;
  }
  serializePublicKey(key) {
    try {
      return Promise.resolve(key.key.buffer);
    } catch (e) {
      return Promise.reject(new SerializeError(e));
    }
  }
  async deserializePublicKey(key) {
    try {
      return await this._importRawKey(toArrayBuffer(key), true);
    } catch (e) {
      throw new DeserializeError(e);
    }
  }
  serializePrivateKey(key) {
    try {
      return Promise.resolve(key.key.buffer);
    } catch (e) {
      return Promise.reject(new SerializeError(e));
    }
  }
  async deserializePrivateKey(key) {
    try {
      return await this._importRawKey(toArrayBuffer(key), false);
    } catch (e) {
      throw new DeserializeError(e);
    }
  }
  async importKey(format, key, isPublic) {
    try {
      if (format === "raw") {
        return await this._importRawKey(key, isPublic);
      }
      if (key instanceof ArrayBuffer) {
        throw new Error("Invalid jwk key format");
      }
      return await this._importJWK(key, isPublic);
    } catch (e) {
      throw new DeserializeError(e);
    }
  }
  async generateKeyPair() {
    try {
      const rawSk = await this._curve.utils.randomSecretKey();
      const sk = new XCryptoKey(this._algName, rawSk, "private", KEM_USAGES);
      const pk = await this.derivePublicKey(sk);
      return { publicKey: pk, privateKey: sk };
    } catch (e) {
      throw new NotSupportedError(e);
    }
  }
  async deriveKeyPair(ikm) {
    try {
      const rawIkm = toArrayBuffer(ikm);
      const dkpPrk = await this._hkdf.labeledExtract(EMPTY.buffer, LABEL_DKP_PRK, new Uint8Array(rawIkm));
      const rawSk = await this._hkdf.labeledExpand(dkpPrk, LABEL_SK, EMPTY, this._nSk);
      const sk = new XCryptoKey(this._algName, new Uint8Array(rawSk), "private", KEM_USAGES);
      return {
        privateKey: sk,
        publicKey: await this.derivePublicKey(sk)
      };
    } catch (e) {
      throw new DeriveKeyPairError(e);
    }
  }
  derivePublicKey(key) {
    try {
      const pk = this._curve.getPublicKey(key.key);
      return Promise.resolve(new XCryptoKey(this._algName, pk, "public"));
    } catch (e) {
      return Promise.reject(new DeserializeError(e));
    }
  }
  dh(sk, pk) {
    try {
      return Promise.resolve(this._curve.getSharedSecret(sk.key, pk.key).buffer);
    } catch (e) {
      return Promise.reject(new SerializeError(e));
    }
  }
  _importRawKey(key, isPublic) {
    return new Promise((resolve, reject) => {
      if (isPublic && key.byteLength !== this._nPk) {
        reject(new Error("Invalid length of the key"));
      }
      if (!isPublic && key.byteLength !== this._nSk) {
        reject(new Error("Invalid length of the key"));
      }
      resolve(new XCryptoKey(this._algName, new Uint8Array(key), isPublic ? "public" : "private", isPublic ? [] : KEM_USAGES));
    });
  }
  _importJWK(key, isPublic) {
    return new Promise((resolve, reject) => {
      if (key.kty !== "OKP") {
        reject(new Error(`Invalid kty: ${key.kty}`));
      }
      if (key.crv !== this._algName) {
        reject(new Error(`Invalid crv: ${key.crv}`));
      }
      if (isPublic) {
        if (typeof key.d !== "undefined") {
          reject(new Error("Invalid key: `d` should not be set"));
        }
        if (typeof key.x !== "string") {
          reject(new Error("Invalid key: `x` not found"));
        }
        resolve(new XCryptoKey(this._algName, base64UrlToBytes(key.x), "public"));
      } else {
        if (typeof key.d !== "string") {
          reject(new Error("Invalid key: `d` not found"));
        }
        resolve(new XCryptoKey(this._algName, base64UrlToBytes(key.d), "private", KEM_USAGES));
      }
    });
  }
};

// node_modules/@hpke/common/esm/src/interfaces/aeadEncryptionContext.js
var AEAD_USAGES = ["encrypt", "decrypt"];

// node_modules/@hpke/common/esm/src/utils/noble.js
function isBytes(a2) {
  return a2 instanceof Uint8Array || ArrayBuffer.isView(a2) && a2.constructor.name === "Uint8Array";
}
function anumber(n2, title = "") {
  if (!Number.isSafeInteger(n2) || n2 < 0) {
    const prefix = title && `"${title}" `;
    throw new Error(`${prefix}expected integer >0, got ${n2}`);
  }
}
function abytes(value, length, title = "") {
  const bytes2 = isBytes(value);
  const len = value?.length;
  const needsLen = length !== void 0;
  if (!bytes2 || needsLen && len !== length) {
    const prefix = title && `"${title}" `;
    const ofLen = needsLen ? ` of length ${length}` : "";
    const got = bytes2 ? `length=${len}` : `type=${typeof value}`;
    throw new Error(prefix + "expected Uint8Array" + ofLen + ", got " + got);
  }
  return value;
}
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("Hash instance has been destroyed");
  if (checkFinished && instance.finished) {
    throw new Error("Hash#digest() has already been called");
  }
}
function aoutput(out, instance) {
  abytes(out, void 0, "digestInto() output");
  const min = instance.outputLen;
  if (out.length < min) {
    throw new Error('"digestInto() output" expected to be of length >=' + min);
  }
}
function abignumer(n2) {
  if (typeof n2 === "bigint") {
    if (!isPosBig(n2))
      throw new Error("positive bigint expected, got " + n2);
  } else
    anumber(n2);
  return n2;
}
function clean(...arrays) {
  for (let i2 = 0; i2 < arrays.length; i2++) {
    arrays[i2].fill(0);
  }
}
var _endianTestBuffer = /* @__PURE__ */ new Uint32Array([287454020]);
var _endianTestBytes = /* @__PURE__ */ new Uint8Array(_endianTestBuffer.buffer);
var isLE = _endianTestBytes[0] === 68;
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
var hasHexBuiltin = /* @__PURE__ */ (() => (
  // @ts-ignore: to use toHex
  typeof Uint8Array.from([]).toHex === "function" && // @ts-ignore: to use fromHex
  typeof Uint8Array.fromHex === "function"
))();
var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_2, i2) => i2.toString(16).padStart(2, "0"));
var HEX_TO_BIGINT = [
  0n,
  1n,
  2n,
  3n,
  4n,
  5n,
  6n,
  7n,
  8n,
  9n,
  10n,
  11n,
  12n,
  13n,
  14n,
  15n
];
function bytesToHex(bytes2) {
  abytes(bytes2);
  if (hasHexBuiltin)
    return bytes2.toHex();
  let hex = "";
  for (let i2 = 0; i2 < bytes2.length; i2++) {
    hex += hexes[bytes2[i2]];
  }
  return hex;
}
var asciis = { _0: 48, _9: 57, A: 65, F: 70, a: 97, f: 102 };
function asciiToBase16(ch) {
  if (ch >= asciis._0 && ch <= asciis._9)
    return ch - asciis._0;
  if (ch >= asciis.A && ch <= asciis.F)
    return ch - (asciis.A - 10);
  if (ch >= asciis.a && ch <= asciis.f)
    return ch - (asciis.a - 10);
  return;
}
function hexToBytes(hex) {
  if (typeof hex !== "string") {
    throw new Error("hex string expected, got " + typeof hex);
  }
  if (hasHexBuiltin)
    return Uint8Array.fromHex(hex);
  const hl = hex.length;
  const al = hl / 2;
  if (hl % 2) {
    throw new Error("hex string expected, got unpadded hex of length " + hl);
  }
  const array = new Uint8Array(al);
  for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
    const n1 = asciiToBase16(hex.charCodeAt(hi));
    const n2 = asciiToBase16(hex.charCodeAt(hi + 1));
    if (n1 === void 0 || n2 === void 0) {
      const char = hex[hi] + hex[hi + 1];
      throw new Error('hex string expected, got non-hex character "' + char + '" at index ' + hi);
    }
    array[ai] = n1 * 16 + n2;
  }
  return array;
}
function hexToNumber(hex) {
  if (typeof hex !== "string") {
    throw new Error("hex string expected, got " + typeof hex);
  }
  let out = N_0;
  for (let i2 = 0; i2 < hex.length; i2++) {
    const n2 = asciiToBase16(hex.charCodeAt(i2));
    if (n2 === void 0) {
      throw new Error('hex string expected, got non-hex character "' + hex[i2] + '" at index ' + i2);
    }
    out = out << 4n | HEX_TO_BIGINT[n2];
  }
  return out;
}
function numberToBigint(num) {
  anumber(num, "numberToBigint");
  let n2 = num;
  let out = N_0;
  let bit = 1n;
  while (n2 > 0) {
    if (n2 % 2 === 1)
      out += bit;
    n2 = Math.floor(n2 / 2);
    bit <<= 1n;
  }
  return out;
}
function bytesToNumberLE(bytes2) {
  return hexToNumber(bytesToHex(copyBytes(abytes(bytes2)).reverse()));
}
function numberToBytesBE(n2, len) {
  anumber(len);
  n2 = abignumer(n2);
  const res = hexToBytes(n2.toString(16).padStart(len * 2, "0"));
  if (res.length !== len)
    throw new Error("number too large");
  return res;
}
function numberToBytesLE(n2, len) {
  return numberToBytesBE(n2, len).reverse();
}
function copyBytes(bytes2) {
  return Uint8Array.from(bytes2);
}
function isPosBig(n2) {
  return typeof n2 === "bigint" && N_0 <= n2;
}
function inRange(n2, min, max) {
  return isPosBig(n2) && isPosBig(min) && isPosBig(max) && min <= n2 && n2 < max;
}
function aInRange(title, n2, min, max) {
  if (!inRange(n2, min, max)) {
    throw new Error("expected valid " + title + ": " + min + " <= n < " + max + ", got " + n2);
  }
}
function validateObject(object, fields = {}, optFields = {}) {
  if (!object || typeof object !== "object") {
    throw new Error("expected valid options object");
  }
  function checkField(fieldName, expectedType, isOpt) {
    const val = object[fieldName];
    if (isOpt && val === void 0)
      return;
    const current = typeof val;
    if (current !== expectedType || val === null) {
      throw new Error(`param "${fieldName}" is invalid: expected ${expectedType}, got ${current}`);
    }
  }
  const iter = (f2, isOpt) => Object.entries(f2).forEach(([k, v2]) => checkField(k, v2, isOpt));
  iter(fields, false);
  iter(optFields, true);
}
async function randomBytesAsync(bytesLength = 32) {
  const api = await loadCrypto();
  const rnd = new Uint8Array(bytesLength);
  api.getRandomValues(rnd);
  return rnd;
}
function oidNist(suffix) {
  return {
    oid: Uint8Array.from([
      6,
      9,
      96,
      134,
      72,
      1,
      101,
      3,
      4,
      2,
      suffix
    ])
  };
}

// node_modules/@hpke/common/esm/src/hash/hash.js
function ahash(h3) {
  if (typeof h3 !== "function" || typeof h3.create !== "function") {
    throw new Error("Hash must wrapped by utils.createHasher");
  }
  anumber(h3.outputLen);
  anumber(h3.blockLen);
}
function createHasher(hashCons, info = {}) {
  const hashFn = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  const hashC = Object.assign(hashFn, {
    outputLen: tmp.outputLen,
    blockLen: tmp.blockLen,
    create: (opts) => hashCons(opts),
    ...info
  });
  return Object.freeze(hashC);
}

// node_modules/@hpke/common/esm/src/hash/hmac.js
var _HMAC = class {
  constructor(hash, key) {
    Object.defineProperty(this, "oHash", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "iHash", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "blockLen", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "outputLen", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "finished", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    Object.defineProperty(this, "destroyed", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    ahash(hash);
    abytes(key, void 0, "key");
    this.iHash = hash.create();
    if (typeof this.iHash.update !== "function") {
      throw new Error("Expected instance of class which extends utils.Hash");
    }
    this.blockLen = this.iHash.blockLen;
    this.outputLen = this.iHash.outputLen;
    const blockLen = this.blockLen;
    const pad = new Uint8Array(blockLen);
    pad.set(key.length > blockLen ? hash.create().update(key).digest() : key);
    for (let i2 = 0; i2 < pad.length; i2++)
      pad[i2] ^= 54;
    this.iHash.update(pad);
    this.oHash = hash.create();
    for (let i2 = 0; i2 < pad.length; i2++)
      pad[i2] ^= 54 ^ 92;
    this.oHash.update(pad);
    clean(pad);
  }
  update(buf) {
    aexists(this);
    this.iHash.update(buf);
    return this;
  }
  digestInto(out) {
    aexists(this);
    abytes(out, this.outputLen, "output");
    this.finished = true;
    this.iHash.digestInto(out);
    this.oHash.update(out);
    this.oHash.digestInto(out);
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.oHash.outputLen);
    this.digestInto(out);
    return out;
  }
  _cloneInto(to) {
    to ||= Object.create(Object.getPrototypeOf(this), {});
    const { oHash, iHash, finished, destroyed, blockLen, outputLen } = this;
    to = to;
    to.finished = finished;
    to.destroyed = destroyed;
    to.blockLen = blockLen;
    to.outputLen = outputLen;
    to.oHash = oHash._cloneInto(to.oHash);
    to.iHash = iHash._cloneInto(to.iHash);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
  destroy() {
    this.destroyed = true;
    this.oHash.destroy();
    this.iHash.destroy();
  }
};
var hmac = (hash, key, message) => new _HMAC(hash, key).update(message).digest();
hmac.create = (hash, key) => new _HMAC(hash, key);

// node_modules/@hpke/common/esm/src/hash/md.js
function Chi(a2, b2, c2) {
  return a2 & b2 ^ ~a2 & c2;
}
function Maj(a2, b2, c2) {
  return a2 & b2 ^ a2 & c2 ^ b2 & c2;
}
var HashMD = class {
  constructor(blockLen, outputLen, padOffset, isLE3) {
    Object.defineProperty(this, "blockLen", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "outputLen", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "padOffset", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "isLE", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "buffer", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "view", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "finished", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    Object.defineProperty(this, "length", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "pos", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "destroyed", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE3;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { view, buffer: buffer2, blockLen } = this;
    const len = data.length;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        const dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen) {
          this.process(dataView, pos);
        }
        continue;
      }
      buffer2.set(data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      pos += take;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
      }
    }
    this.length += data.length;
    this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const { buffer: buffer2, view, blockLen, isLE: isLE3 } = this;
    let { pos } = this;
    buffer2[pos++] = 128;
    clean(this.buffer.subarray(pos));
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      pos = 0;
    }
    for (let i2 = pos; i2 < blockLen; i2++)
      buffer2[i2] = 0;
    view.setBigUint64(blockLen - 8, numberToBigint(this.length * 8), isLE3);
    this.process(view, 0);
    const oview = createView(out);
    const len = this.outputLen;
    if (len % 4)
      throw new Error("_sha2: outputLen must be aligned to 32bit");
    const outLen = len / 4;
    const state = this.get();
    if (outLen > state.length) {
      throw new Error("_sha2: outputLen bigger than state");
    }
    for (let i2 = 0; i2 < outLen; i2++)
      oview.setUint32(4 * i2, state[i2], isLE3);
  }
  digest() {
    const { buffer: buffer2, outputLen } = this;
    this.digestInto(buffer2);
    const res = buffer2.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneInto(to) {
    to ||= new this.constructor();
    to.set(...this.get());
    const { blockLen, buffer: buffer2, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (length % blockLen)
      to.buffer.set(buffer2);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);

// node_modules/@hpke/common/esm/src/hash/u64.js
var U32_MASK64 = 0xffffffffn;
var _32n = 32n;
function fromBig(n2, le = false) {
  if (le) {
    return { h: Number(n2 & U32_MASK64), l: Number(n2 >> _32n & U32_MASK64) };
  }
  return {
    h: Number(n2 >> _32n & U32_MASK64) | 0,
    l: Number(n2 & U32_MASK64) | 0
  };
}
function split(lst, le = false) {
  const len = lst.length;
  const Ah = new Uint32Array(len);
  const Al = new Uint32Array(len);
  for (let i2 = 0; i2 < len; i2++) {
    const { h: h3, l: l2 } = fromBig(lst[i2], le);
    [Ah[i2], Al[i2]] = [h3, l2];
  }
  return [Ah, Al];
}

// node_modules/@hpke/common/esm/src/hash/sha2.js
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var SHA256_W = /* @__PURE__ */ new Uint32Array(64);
var SHA2_32B = class extends HashMD {
  constructor(outputLen) {
    super(64, outputLen, 8, false);
  }
  get() {
    const { A: A2, B, C: C2, D: D2, E: E2, F: F2, G, H: H2 } = this;
    return [A2, B, C2, D2, E2, F2, G, H2];
  }
  set(A2, B, C2, D2, E2, F2, G, H2) {
    this.A = A2 | 0;
    this.B = B | 0;
    this.C = C2 | 0;
    this.D = D2 | 0;
    this.E = E2 | 0;
    this.F = F2 | 0;
    this.G = G | 0;
    this.H = H2 | 0;
  }
  process(view, offset) {
    for (let i2 = 0; i2 < 16; i2++, offset += 4) {
      SHA256_W[i2] = view.getUint32(offset, false);
    }
    for (let i2 = 16; i2 < 64; i2++) {
      const W15 = SHA256_W[i2 - 15];
      const W2 = SHA256_W[i2 - 2];
      const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
      const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i2] = s1 + SHA256_W[i2 - 7] + s0 + SHA256_W[i2 - 16] | 0;
    }
    let { A: A2, B, C: C2, D: D2, E: E2, F: F2, G, H: H2 } = this;
    for (let i2 = 0; i2 < 64; i2++) {
      const sigma1 = rotr(E2, 6) ^ rotr(E2, 11) ^ rotr(E2, 25);
      const T1 = H2 + sigma1 + Chi(E2, F2, G) + SHA256_K[i2] + SHA256_W[i2] | 0;
      const sigma0 = rotr(A2, 2) ^ rotr(A2, 13) ^ rotr(A2, 22);
      const T2 = sigma0 + Maj(A2, B, C2) | 0;
      H2 = G;
      G = F2;
      F2 = E2;
      E2 = D2 + T1 | 0;
      D2 = C2;
      C2 = B;
      B = A2;
      A2 = T1 + T2 | 0;
    }
    A2 = A2 + this.A | 0;
    B = B + this.B | 0;
    C2 = C2 + this.C | 0;
    D2 = D2 + this.D | 0;
    E2 = E2 + this.E | 0;
    F2 = F2 + this.F | 0;
    G = G + this.G | 0;
    H2 = H2 + this.H | 0;
    this.set(A2, B, C2, D2, E2, F2, G, H2);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.set(0, 0, 0, 0, 0, 0, 0, 0);
    clean(this.buffer);
  }
};
var _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32);
    Object.defineProperty(this, "A", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[0] | 0
    });
    Object.defineProperty(this, "B", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[1] | 0
    });
    Object.defineProperty(this, "C", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[2] | 0
    });
    Object.defineProperty(this, "D", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[3] | 0
    });
    Object.defineProperty(this, "E", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[4] | 0
    });
    Object.defineProperty(this, "F", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[5] | 0
    });
    Object.defineProperty(this, "G", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[6] | 0
    });
    Object.defineProperty(this, "H", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: SHA256_IV[7] | 0
    });
  }
};
var sha2562 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);

// node_modules/@hpke/common/esm/src/hash/sha3.js
var _0n = 0n;
var _1n = 1n;
var _2n = 2n;
var _7n = 7n;
var _256n = 256n;
var _0x71n = 0x71n;
var SHA3_PI = [];
var SHA3_ROTL = [];
var _SHA3_IOTA = [];
for (let round = 0, R = _1n, x2 = 1, y2 = 0; round < 24; round++) {
  [x2, y2] = [y2, (2 * x2 + 3 * y2) % 5];
  SHA3_PI.push(2 * (5 * y2 + x2));
  SHA3_ROTL.push((round + 1) * (round + 2) / 2 % 64);
  let t2 = _0n;
  for (let j = 0; j < 7; j++) {
    R = (R << _1n ^ (R >> _7n) * _0x71n) % _256n;
    if (R & _2n)
      t2 ^= _1n << (_1n << BigInt(j)) - _1n;
  }
  _SHA3_IOTA.push(t2);
}
var IOTAS = split(_SHA3_IOTA, true);
var SHA3_IOTA_H = IOTAS[0];
var SHA3_IOTA_L = IOTAS[1];

// node_modules/@hpke/common/esm/src/curve/modular.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
function mod(a2, b2) {
  const result = a2 % b2;
  return result >= N_0 ? result : b2 + result;
}
function pow2(x2, power2, modulo) {
  let res = x2;
  while (power2-- > N_0) {
    res *= res;
    res %= modulo;
  }
  return res;
}

// node_modules/@hpke/common/esm/src/curve/curve.js
function createKeygen(randomSecretKey, getPublicKey) {
  return function keygen(seed) {
    const secretKey = randomSecretKey(seed);
    return { secretKey, publicKey: getPublicKey(secretKey) };
  };
}

// node_modules/@hpke/common/esm/src/curve/montgomery.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
function validateOpts(curve) {
  validateObject(curve, {
    adjustScalarBytes: "function",
    powPminus2: "function"
  });
  return Object.freeze({ ...curve });
}
function montgomery(curveDef) {
  const CURVE = validateOpts(curveDef);
  const { P: P2, type, adjustScalarBytes: adjustScalarBytes2, powPminus2, randomBytes: rand } = CURVE;
  const is25519 = type === "x25519";
  if (!is25519 && type !== "x448")
    throw new Error("invalid type");
  const randomBytes_ = rand || randomBytesAsync;
  const montgomeryBits = is25519 ? 255n : 448n;
  const fieldLen = is25519 ? 32 : 56;
  const Gu = is25519 ? 9n : 5n;
  const a24 = is25519 ? 121665n : 39081n;
  const minScalar = is25519 ? N_2 ** 254n : N_2 ** 447n;
  const maxAdded = is25519 ? 8n * N_2 ** 251n - N_1 : 4n * N_2 ** 445n - N_1;
  const maxScalar = minScalar + maxAdded + N_1;
  const modP = (n2) => mod(n2, P2);
  const GuBytes = encodeU(Gu);
  function encodeU(u2) {
    return numberToBytesLE(modP(u2), fieldLen);
  }
  function decodeU(u2) {
    const _u = copyBytes(abytes(u2, fieldLen, "uCoordinate"));
    if (is25519)
      _u[31] &= 127;
    return modP(bytesToNumberLE(_u));
  }
  function decodeScalar(scalar) {
    return bytesToNumberLE(adjustScalarBytes2(copyBytes(abytes(scalar, fieldLen, "scalar"))));
  }
  function scalarMult(scalar, u2) {
    const pu = montgomeryLadder(decodeU(u2), decodeScalar(scalar));
    if (pu === N_0)
      throw new Error("invalid private or public key received");
    return encodeU(pu);
  }
  function scalarMultBase(scalar) {
    return scalarMult(scalar, GuBytes);
  }
  const getPublicKey = scalarMultBase;
  const getSharedSecret = scalarMult;
  function cswap(swap, x_2, x_3) {
    const dummy = modP(swap * (x_2 - x_3));
    x_2 = modP(x_2 - dummy);
    x_3 = modP(x_3 + dummy);
    return { x_2, x_3 };
  }
  function montgomeryLadder(u2, scalar) {
    aInRange("u", u2, N_0, P2);
    aInRange("scalar", scalar, minScalar, maxScalar);
    const k = scalar;
    const x_1 = u2;
    let x_2 = N_1;
    let z_2 = N_0;
    let x_3 = u2;
    let z_3 = N_1;
    let swap = N_0;
    for (let t2 = montgomeryBits - 1n; t2 >= N_0; t2--) {
      const k_t = k >> t2 & N_1;
      swap ^= k_t;
      ({ x_2, x_3 } = cswap(swap, x_2, x_3));
      ({ x_2: z_2, x_3: z_3 } = cswap(swap, z_2, z_3));
      swap = k_t;
      const A2 = x_2 + z_2;
      const AA = modP(A2 * A2);
      const B = x_2 - z_2;
      const BB = modP(B * B);
      const E2 = AA - BB;
      const C2 = x_3 + z_3;
      const D2 = x_3 - z_3;
      const DA = modP(D2 * A2);
      const CB = modP(C2 * B);
      const dacb = DA + CB;
      const da_cb = DA - CB;
      x_3 = modP(dacb * dacb);
      z_3 = modP(x_1 * modP(da_cb * da_cb));
      x_2 = modP(AA * BB);
      z_2 = modP(E2 * (AA + modP(a24 * E2)));
    }
    ({ x_2, x_3 } = cswap(swap, x_2, x_3));
    ({ x_2: z_2, x_3: z_3 } = cswap(swap, z_2, z_3));
    const z2 = powPminus2(z_2);
    return modP(x_2 * z2);
  }
  const lengths = {
    secretKey: fieldLen,
    publicKey: fieldLen,
    seed: fieldLen
  };
  const randomSecretKey = async (seed) => {
    if (seed === void 0) {
      seed = await randomBytes_(fieldLen);
    }
    abytes(seed, lengths.seed, "seed");
    return seed;
  };
  const utils = { randomSecretKey };
  return Object.freeze({
    keygen: createKeygen(randomSecretKey, getPublicKey),
    getSharedSecret,
    getPublicKey,
    scalarMult,
    scalarMultBase,
    utils,
    GuBytes: GuBytes.slice(),
    lengths
  });
}

// node_modules/@hpke/core/esm/src/aeads/aesGcm.js
var AesGcmContext = class extends NativeAlgorithm {
  constructor(key) {
    super();
    Object.defineProperty(this, "_rawKey", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_key", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this._rawKey = toArrayBuffer(key);
  }
  async seal(iv, data, aad) {
    await this._setupKey();
    const alg = {
      name: "AES-GCM",
      iv: toArrayBuffer(iv),
      additionalData: toArrayBuffer(aad)
    };
    const ct = await this._api.encrypt(alg, this._key, toArrayBuffer(data));
    return ct;
  }
  async open(iv, data, aad) {
    await this._setupKey();
    const alg = {
      name: "AES-GCM",
      iv: toArrayBuffer(iv),
      additionalData: toArrayBuffer(aad)
    };
    const pt = await this._api.decrypt(alg, this._key, toArrayBuffer(data));
    return pt;
  }
  async _setupKey() {
    if (this._key !== void 0) {
      return;
    }
    await this._setup();
    const key = await this._importKey(this._rawKey);
    new Uint8Array(this._rawKey).fill(0);
    this._key = key;
    return;
  }
  async _importKey(key) {
    return await this._api.importKey("raw", key, { name: "AES-GCM" }, true, AEAD_USAGES);
  }
};
var Aes128Gcm = class {
  constructor() {
    Object.defineProperty(this, "id", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: AeadId.Aes128Gcm
    });
    Object.defineProperty(this, "keySize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 16
    });
    Object.defineProperty(this, "nonceSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 12
    });
    Object.defineProperty(this, "tagSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 16
    });
  }
  createEncryptionContext(key) {
    return new AesGcmContext(key);
  }
};
var Aes256Gcm = class extends Aes128Gcm {
  constructor() {
    super(...arguments);
    Object.defineProperty(this, "id", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: AeadId.Aes256Gcm
    });
    Object.defineProperty(this, "keySize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 32
    });
    Object.defineProperty(this, "nonceSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 12
    });
    Object.defineProperty(this, "tagSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 16
    });
  }
};

// node_modules/@hpke/core/esm/src/utils/emitNotSupported.js
function emitNotSupported() {
  return new Promise((_resolve, reject) => {
    reject(new NotSupportedError("Not supported"));
  });
}

// node_modules/@hpke/core/esm/src/exporterContext.js
var LABEL_SEC = new Uint8Array([115, 101, 99]);
var ExporterContextImpl = class {
  constructor(api, kdf, exporterSecret) {
    Object.defineProperty(this, "_api", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "exporterSecret", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_kdf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this._api = api;
    this._kdf = kdf;
    this.exporterSecret = exporterSecret;
  }
  async seal(_data, _aad) {
    return await emitNotSupported();
  }
  async open(_data, _aad) {
    return await emitNotSupported();
  }
  async export(exporterContext, len) {
    const rawExporterContext = toArrayBuffer(exporterContext);
    if (rawExporterContext.byteLength > INPUT_LENGTH_LIMIT) {
      throw new InvalidParamError("Too long exporter context");
    }
    try {
      return await this._kdf.labeledExpand(this.exporterSecret, LABEL_SEC, new Uint8Array(rawExporterContext), len);
    } catch (e) {
      throw new ExportError(e);
    }
  }
};
var RecipientExporterContextImpl = class extends ExporterContextImpl {
};
var SenderExporterContextImpl = class extends ExporterContextImpl {
  constructor(api, kdf, exporterSecret, enc) {
    super(api, kdf, exporterSecret);
    Object.defineProperty(this, "enc", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this.enc = enc;
    return;
  }
};

// node_modules/@hpke/core/esm/src/encryptionContext.js
var EncryptionContextImpl = class extends ExporterContextImpl {
  constructor(api, kdf, params) {
    super(api, kdf, params.exporterSecret);
    Object.defineProperty(this, "_aead", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_nK", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_nN", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_nT", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_ctx", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    if (params.key === void 0 || params.baseNonce === void 0 || params.seq === void 0) {
      throw new Error("Required parameters are missing");
    }
    this._aead = params.aead;
    this._nK = this._aead.keySize;
    this._nN = this._aead.nonceSize;
    this._nT = this._aead.tagSize;
    const key = this._aead.createEncryptionContext(params.key);
    this._ctx = {
      key,
      baseNonce: params.baseNonce,
      seq: params.seq
    };
  }
  computeNonce(k) {
    const seqBytes = i2Osp(k.seq, k.baseNonce.byteLength);
    return xor(k.baseNonce, seqBytes).buffer;
  }
  incrementSeq(k) {
    if (k.seq > Number.MAX_SAFE_INTEGER) {
      throw new MessageLimitReachedError("Message limit reached");
    }
    k.seq += 1;
    return;
  }
};

// node_modules/@hpke/core/esm/src/mutex.js
var __classPrivateFieldGet = function(receiver, state, kind, f2) {
  if (kind === "a" && !f2) throw new TypeError("Private accessor was defined without a getter");
  if (typeof state === "function" ? receiver !== state || !f2 : !state.has(receiver)) throw new TypeError("Cannot read private member from an object whose class did not declare it");
  return kind === "m" ? f2 : kind === "a" ? f2.call(receiver) : f2 ? f2.value : state.get(receiver);
};
var __classPrivateFieldSet = function(receiver, state, value, kind, f2) {
  if (kind === "m") throw new TypeError("Private method is not writable");
  if (kind === "a" && !f2) throw new TypeError("Private accessor was defined without a setter");
  if (typeof state === "function" ? receiver !== state || !f2 : !state.has(receiver)) throw new TypeError("Cannot write private member to an object whose class did not declare it");
  return kind === "a" ? f2.call(receiver, value) : f2 ? f2.value = value : state.set(receiver, value), value;
};
var _Mutex_locked;
var Mutex = class {
  constructor() {
    _Mutex_locked.set(this, Promise.resolve());
  }
  async lock() {
    let releaseLock;
    const nextLock = new Promise((resolve) => {
      releaseLock = resolve;
    });
    const previousLock = __classPrivateFieldGet(this, _Mutex_locked, "f");
    __classPrivateFieldSet(this, _Mutex_locked, nextLock, "f");
    await previousLock;
    return releaseLock;
  }
};
_Mutex_locked = /* @__PURE__ */ new WeakMap();

// node_modules/@hpke/core/esm/src/recipientContext.js
var __classPrivateFieldGet2 = function(receiver, state, kind, f2) {
  if (kind === "a" && !f2) throw new TypeError("Private accessor was defined without a getter");
  if (typeof state === "function" ? receiver !== state || !f2 : !state.has(receiver)) throw new TypeError("Cannot read private member from an object whose class did not declare it");
  return kind === "m" ? f2 : kind === "a" ? f2.call(receiver) : f2 ? f2.value : state.get(receiver);
};
var __classPrivateFieldSet2 = function(receiver, state, value, kind, f2) {
  if (kind === "m") throw new TypeError("Private method is not writable");
  if (kind === "a" && !f2) throw new TypeError("Private accessor was defined without a setter");
  if (typeof state === "function" ? receiver !== state || !f2 : !state.has(receiver)) throw new TypeError("Cannot write private member to an object whose class did not declare it");
  return kind === "a" ? f2.call(receiver, value) : f2 ? f2.value = value : state.set(receiver, value), value;
};
var _RecipientContextImpl_mutex;
var RecipientContextImpl = class extends EncryptionContextImpl {
  constructor() {
    super(...arguments);
    _RecipientContextImpl_mutex.set(this, void 0);
  }
  async open(data, aad = EMPTY.buffer) {
    __classPrivateFieldSet2(this, _RecipientContextImpl_mutex, __classPrivateFieldGet2(this, _RecipientContextImpl_mutex, "f") ?? new Mutex(), "f");
    const release = await __classPrivateFieldGet2(this, _RecipientContextImpl_mutex, "f").lock();
    let pt;
    try {
      pt = await this._ctx.key.open(this.computeNonce(this._ctx), toArrayBuffer(data), toArrayBuffer(aad));
    } catch (e) {
      throw new OpenError(e);
    } finally {
      release();
    }
    this.incrementSeq(this._ctx);
    return pt;
  }
};
_RecipientContextImpl_mutex = /* @__PURE__ */ new WeakMap();

// node_modules/@hpke/core/esm/src/senderContext.js
var __classPrivateFieldGet3 = function(receiver, state, kind, f2) {
  if (kind === "a" && !f2) throw new TypeError("Private accessor was defined without a getter");
  if (typeof state === "function" ? receiver !== state || !f2 : !state.has(receiver)) throw new TypeError("Cannot read private member from an object whose class did not declare it");
  return kind === "m" ? f2 : kind === "a" ? f2.call(receiver) : f2 ? f2.value : state.get(receiver);
};
var __classPrivateFieldSet3 = function(receiver, state, value, kind, f2) {
  if (kind === "m") throw new TypeError("Private method is not writable");
  if (kind === "a" && !f2) throw new TypeError("Private accessor was defined without a setter");
  if (typeof state === "function" ? receiver !== state || !f2 : !state.has(receiver)) throw new TypeError("Cannot write private member to an object whose class did not declare it");
  return kind === "a" ? f2.call(receiver, value) : f2 ? f2.value = value : state.set(receiver, value), value;
};
var _SenderContextImpl_mutex;
var SenderContextImpl = class extends EncryptionContextImpl {
  constructor(api, kdf, params, enc) {
    super(api, kdf, params);
    Object.defineProperty(this, "enc", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    _SenderContextImpl_mutex.set(this, void 0);
    this.enc = enc;
  }
  async seal(data, aad = EMPTY.buffer) {
    __classPrivateFieldSet3(this, _SenderContextImpl_mutex, __classPrivateFieldGet3(this, _SenderContextImpl_mutex, "f") ?? new Mutex(), "f");
    const release = await __classPrivateFieldGet3(this, _SenderContextImpl_mutex, "f").lock();
    let ct;
    try {
      ct = await this._ctx.key.seal(this.computeNonce(this._ctx), toArrayBuffer(data), toArrayBuffer(aad));
    } catch (e) {
      throw new SealError(e);
    } finally {
      release();
    }
    this.incrementSeq(this._ctx);
    return ct;
  }
};
_SenderContextImpl_mutex = /* @__PURE__ */ new WeakMap();

// node_modules/@hpke/core/esm/src/cipherSuiteNative.js
var LABEL_BASE_NONCE = new Uint8Array([
  98,
  97,
  115,
  101,
  95,
  110,
  111,
  110,
  99,
  101
]);
var LABEL_EXP = new Uint8Array([101, 120, 112]);
var LABEL_INFO_HASH = new Uint8Array([
  105,
  110,
  102,
  111,
  95,
  104,
  97,
  115,
  104
]);
var LABEL_KEY = new Uint8Array([107, 101, 121]);
var LABEL_PSK_ID_HASH = new Uint8Array([
  112,
  115,
  107,
  95,
  105,
  100,
  95,
  104,
  97,
  115,
  104
]);
var LABEL_SECRET = new Uint8Array([115, 101, 99, 114, 101, 116]);
var SUITE_ID_HEADER_HPKE = new Uint8Array([
  72,
  80,
  75,
  69,
  0,
  0,
  0,
  0,
  0,
  0
]);
var CipherSuiteNative = class extends NativeAlgorithm {
  /**
   * @param params A set of parameters for building a cipher suite.
   *
   * If the error occurred, throws {@link InvalidParamError}.
   *
   * @throws {@link InvalidParamError}
   */
  constructor(params) {
    super();
    Object.defineProperty(this, "_kem", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_kdf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_aead", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_suiteId", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    if (typeof params.kem === "number") {
      throw new InvalidParamError("KemId cannot be used");
    }
    this._kem = params.kem;
    if (typeof params.kdf === "number") {
      throw new InvalidParamError("KdfId cannot be used");
    }
    this._kdf = params.kdf;
    if (typeof params.aead === "number") {
      throw new InvalidParamError("AeadId cannot be used");
    }
    this._aead = params.aead;
    this._suiteId = new Uint8Array(SUITE_ID_HEADER_HPKE);
    this._suiteId.set(i2Osp(this._kem.id, 2), 4);
    this._suiteId.set(i2Osp(this._kdf.id, 2), 6);
    this._suiteId.set(i2Osp(this._aead.id, 2), 8);
    this._kdf.init(this._suiteId);
  }
  /**
   * Gets the KEM context of the ciphersuite.
   */
  get kem() {
    return this._kem;
  }
  /**
   * Gets the KDF context of the ciphersuite.
   */
  get kdf() {
    return this._kdf;
  }
  /**
   * Gets the AEAD context of the ciphersuite.
   */
  get aead() {
    return this._aead;
  }
  /**
   * Creates an encryption context for a sender.
   *
   * If the error occurred, throws {@link DecapError} | {@link ValidationError}.
   *
   * @param params A set of parameters for the sender encryption context.
   * @returns A sender encryption context.
   * @throws {@link EncapError}, {@link ValidationError}
   */
  async createSenderContext(params) {
    this._validateInputLength(params);
    await this._setup();
    const dh = await this._kem.encap(params);
    let mode;
    if (params.psk !== void 0) {
      mode = params.senderKey !== void 0 ? Mode.AuthPsk : Mode.Psk;
    } else {
      mode = params.senderKey !== void 0 ? Mode.Auth : Mode.Base;
    }
    return await this._keyScheduleS(mode, dh.sharedSecret, dh.enc, params);
  }
  /**
   * Creates an encryption context for a recipient.
   *
   * If the error occurred, throws {@link DecapError}
   * | {@link DeserializeError} | {@link ValidationError}.
   *
   * @param params A set of parameters for the recipient encryption context.
   * @returns A recipient encryption context.
   * @throws {@link DecapError}, {@link DeserializeError}, {@link ValidationError}
   */
  async createRecipientContext(params) {
    this._validateInputLength(params);
    await this._setup();
    const sharedSecret = await this._kem.decap(params);
    let mode;
    if (params.psk !== void 0) {
      mode = params.senderPublicKey !== void 0 ? Mode.AuthPsk : Mode.Psk;
    } else {
      mode = params.senderPublicKey !== void 0 ? Mode.Auth : Mode.Base;
    }
    return await this._keyScheduleR(mode, sharedSecret, params);
  }
  /**
   * Encrypts a message to a recipient.
   *
   * If the error occurred, throws `EncapError` | `MessageLimitReachedError` | `SealError` | `ValidationError`.
   *
   * @param params A set of parameters for building a sender encryption context.
   * @param pt A plain text as bytes to be encrypted.
   * @param aad Additional authenticated data as bytes fed by an application.
   * @returns A cipher text and an encapsulated key as bytes.
   * @throws {@link EncapError}, {@link MessageLimitReachedError}, {@link SealError}, {@link ValidationError}
   */
  async seal(params, pt, aad = EMPTY.buffer) {
    const ctx = await this.createSenderContext(params);
    return {
      ct: await ctx.seal(pt, aad),
      enc: ctx.enc
    };
  }
  /**
   * Decrypts a message from a sender.
   *
   * If the error occurred, throws `DecapError` | `DeserializeError` | `OpenError` | `ValidationError`.
   *
   * @param params A set of parameters for building a recipient encryption context.
   * @param ct An encrypted text as bytes to be decrypted.
   * @param aad Additional authenticated data as bytes fed by an application.
   * @returns A decrypted plain text as bytes.
   * @throws {@link DecapError}, {@link DeserializeError}, {@link OpenError}, {@link ValidationError}
   */
  async open(params, ct, aad = EMPTY.buffer) {
    const ctx = await this.createRecipientContext(params);
    return await ctx.open(ct, aad);
  }
  // private verifyPskInputs(mode: Mode, params: KeyScheduleParams) {
  //   const gotPsk = (params.psk !== undefined);
  //   const gotPskId = (params.psk !== undefined && params.psk.id.byteLength > 0);
  //   if (gotPsk !== gotPskId) {
  //     throw new Error('Inconsistent PSK inputs');
  //   }
  //   if (gotPsk && (mode === Mode.Base || mode === Mode.Auth)) {
  //     throw new Error('PSK input provided when not needed');
  //   }
  //   if (!gotPsk && (mode === Mode.Psk || mode === Mode.AuthPsk)) {
  //     throw new Error('Missing required PSK input');
  //   }
  //   return;
  // }
  async _keySchedule(mode, sharedSecret, params) {
    const pskId = params.psk === void 0 ? EMPTY : toUint8Array(params.psk.id);
    const pskIdHash = await this._kdf.labeledExtract(EMPTY, LABEL_PSK_ID_HASH, pskId);
    const info = params.info === void 0 ? EMPTY : toUint8Array(params.info);
    const infoHash = await this._kdf.labeledExtract(EMPTY, LABEL_INFO_HASH, info);
    const keyScheduleContext = new Uint8Array(1 + pskIdHash.byteLength + infoHash.byteLength);
    keyScheduleContext.set(new Uint8Array([mode]), 0);
    keyScheduleContext.set(new Uint8Array(pskIdHash), 1);
    keyScheduleContext.set(new Uint8Array(infoHash), 1 + pskIdHash.byteLength);
    const psk = params.psk === void 0 ? EMPTY : toUint8Array(params.psk.key);
    const ikm = this._kdf.buildLabeledIkm(LABEL_SECRET, psk);
    const exporterSecretInfo = this._kdf.buildLabeledInfo(LABEL_EXP, keyScheduleContext, this._kdf.hashSize);
    const exporterSecret = await this._kdf.extractAndExpand(sharedSecret, ikm, exporterSecretInfo, this._kdf.hashSize);
    if (this._aead.id === AeadId.ExportOnly) {
      return { aead: this._aead, exporterSecret };
    }
    const keyInfo = this._kdf.buildLabeledInfo(LABEL_KEY, keyScheduleContext, this._aead.keySize);
    const key = await this._kdf.extractAndExpand(sharedSecret, ikm, keyInfo, this._aead.keySize);
    const baseNonceInfo = this._kdf.buildLabeledInfo(LABEL_BASE_NONCE, keyScheduleContext, this._aead.nonceSize);
    const baseNonce = await this._kdf.extractAndExpand(sharedSecret, ikm, baseNonceInfo, this._aead.nonceSize);
    return {
      aead: this._aead,
      exporterSecret,
      key,
      baseNonce: new Uint8Array(baseNonce),
      seq: 0
    };
  }
  async _keyScheduleS(mode, sharedSecret, enc, params) {
    const res = await this._keySchedule(mode, sharedSecret, params);
    if (res.key === void 0) {
      return new SenderExporterContextImpl(this._api, this._kdf, res.exporterSecret, enc);
    }
    return new SenderContextImpl(this._api, this._kdf, res, enc);
  }
  async _keyScheduleR(mode, sharedSecret, params) {
    const res = await this._keySchedule(mode, sharedSecret, params);
    if (res.key === void 0) {
      return new RecipientExporterContextImpl(this._api, this._kdf, res.exporterSecret);
    }
    return new RecipientContextImpl(this._api, this._kdf, res);
  }
  _validateInputLength(params) {
    if (params.info !== void 0 && params.info.byteLength > INFO_LENGTH_LIMIT) {
      throw new InvalidParamError("Too long info");
    }
    if (params.psk !== void 0) {
      if (params.psk.key.byteLength < MINIMUM_PSK_LENGTH) {
        throw new InvalidParamError(`PSK must have at least ${MINIMUM_PSK_LENGTH} bytes`);
      }
      if (params.psk.key.byteLength > INPUT_LENGTH_LIMIT) {
        throw new InvalidParamError("Too long psk.key");
      }
      if (params.psk.id.byteLength > INPUT_LENGTH_LIMIT) {
        throw new InvalidParamError("Too long psk.id");
      }
    }
    return;
  }
};

// node_modules/@hpke/core/esm/src/native.js
var CipherSuite = class extends CipherSuiteNative {
};
var HkdfSha256 = class extends HkdfSha256Native {
};

// node_modules/@hpke/core/esm/src/kems/dhkemPrimitives/x25519.js
var PKCS8_ALG_ID_X25519 = new Uint8Array([
  48,
  46,
  2,
  1,
  0,
  48,
  5,
  6,
  3,
  43,
  101,
  110,
  4,
  34,
  4,
  32
]);

// node_modules/@hpke/core/esm/src/kems/dhkemPrimitives/x448.js
var PKCS8_ALG_ID_X448 = new Uint8Array([
  48,
  70,
  2,
  1,
  0,
  48,
  5,
  6,
  3,
  43,
  101,
  111,
  4,
  58,
  4,
  56
]);

// node_modules/mlkem/esm/src/errors.js
var MlKemError = class extends Error {
  constructor(e) {
    let message;
    if (e instanceof Error) {
      message = e.message;
    } else if (typeof e === "string") {
      message = e;
    } else {
      message = "";
    }
    super(message);
    this.name = this.constructor.name;
  }
};

// node_modules/mlkem/esm/src/consts.js
var N = 256;
var Q = 3329;
var Q_INV = 62209;
var NTT_ZETAS = [
  2285,
  2571,
  2970,
  1812,
  1493,
  1422,
  287,
  202,
  3158,
  622,
  1577,
  182,
  962,
  2127,
  1855,
  1468,
  573,
  2004,
  264,
  383,
  2500,
  1458,
  1727,
  3199,
  2648,
  1017,
  732,
  608,
  1787,
  411,
  3124,
  1758,
  1223,
  652,
  2777,
  1015,
  2036,
  1491,
  3047,
  1785,
  516,
  3321,
  3009,
  2663,
  1711,
  2167,
  126,
  1469,
  2476,
  3239,
  3058,
  830,
  107,
  1908,
  3082,
  2378,
  2931,
  961,
  1821,
  2604,
  448,
  2264,
  677,
  2054,
  2226,
  430,
  555,
  843,
  2078,
  871,
  1550,
  105,
  422,
  587,
  177,
  3094,
  3038,
  2869,
  1574,
  1653,
  3083,
  778,
  1159,
  3182,
  2552,
  1483,
  2727,
  1119,
  1739,
  644,
  2457,
  349,
  418,
  329,
  3173,
  3254,
  817,
  1097,
  603,
  610,
  1322,
  2044,
  1864,
  384,
  2114,
  3193,
  1218,
  1994,
  2455,
  220,
  2142,
  1670,
  2144,
  1799,
  2051,
  794,
  1819,
  2475,
  2459,
  478,
  3221,
  3021,
  996,
  991,
  958,
  1869,
  1522,
  1628
];
var NTT_ZETAS_INV = [
  1701,
  1807,
  1460,
  2371,
  2338,
  2333,
  308,
  108,
  2851,
  870,
  854,
  1510,
  2535,
  1278,
  1530,
  1185,
  1659,
  1187,
  3109,
  874,
  1335,
  2111,
  136,
  1215,
  2945,
  1465,
  1285,
  2007,
  2719,
  2726,
  2232,
  2512,
  75,
  156,
  3e3,
  2911,
  2980,
  872,
  2685,
  1590,
  2210,
  602,
  1846,
  777,
  147,
  2170,
  2551,
  246,
  1676,
  1755,
  460,
  291,
  235,
  3152,
  2742,
  2907,
  3224,
  1779,
  2458,
  1251,
  2486,
  2774,
  2899,
  1103,
  1275,
  2652,
  1065,
  2881,
  725,
  1508,
  2368,
  398,
  951,
  247,
  1421,
  3222,
  2499,
  271,
  90,
  853,
  1860,
  3203,
  1162,
  1618,
  666,
  320,
  8,
  2813,
  1544,
  282,
  1838,
  1293,
  2314,
  552,
  2677,
  2106,
  1571,
  205,
  2918,
  1542,
  2721,
  2597,
  2312,
  681,
  130,
  1602,
  1871,
  829,
  2946,
  3065,
  1325,
  2756,
  1861,
  1474,
  1202,
  2367,
  3147,
  1752,
  2707,
  171,
  3127,
  3042,
  1907,
  1836,
  1517,
  359,
  758,
  1441
];

// node_modules/mlkem/esm/src/sha3/_u64.js
var U32_MASK642 = 0xffffffffn;
var _32n2 = 32n;
function fromBig2(n2, le = false) {
  if (le) {
    return { h: Number(n2 & U32_MASK642), l: Number(n2 >> _32n2 & U32_MASK642) };
  }
  return {
    h: Number(n2 >> _32n2 & U32_MASK642) | 0,
    l: Number(n2 & U32_MASK642) | 0
  };
}
function split2(lst, le = false) {
  const len = lst.length;
  const Ah = new Uint32Array(len);
  const Al = new Uint32Array(len);
  for (let i2 = 0; i2 < len; i2++) {
    const { h: h3, l: l2 } = fromBig2(lst[i2], le);
    [Ah[i2], Al[i2]] = [h3, l2];
  }
  return [Ah, Al];
}
var rotlSH2 = (h3, l2, s2) => h3 << s2 | l2 >>> 32 - s2;
var rotlSL2 = (h3, l2, s2) => l2 << s2 | h3 >>> 32 - s2;
var rotlBH2 = (h3, l2, s2) => l2 << s2 - 32 | h3 >>> 64 - s2;
var rotlBL2 = (h3, l2, s2) => h3 << s2 - 32 | l2 >>> 64 - s2;

// node_modules/mlkem/esm/src/sha3/utils.js
/*! noble-hashes - MIT License (c) 2022 Paul Miller (paulmillr.com) */
function isBytes2(a2) {
  return a2 instanceof Uint8Array || ArrayBuffer.isView(a2) && a2.constructor.name === "Uint8Array";
}
function anumber2(n2, title = "") {
  if (!Number.isSafeInteger(n2) || n2 < 0) {
    const prefix = title && `"${title}" `;
    throw new Error(`${prefix}expected integer >0, got ${n2}`);
  }
}
function abytes2(value, length, title = "") {
  const bytes2 = isBytes2(value);
  const len = value?.length;
  const needsLen = length !== void 0;
  if (!bytes2 || needsLen && len !== length) {
    const prefix = title && `"${title}" `;
    const ofLen = needsLen ? ` of length ${length}` : "";
    const got = bytes2 ? `length=${len}` : `type=${typeof value}`;
    throw new Error(prefix + "expected Uint8Array" + ofLen + ", got " + got);
  }
  return value;
}
function aexists2(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("Hash instance has been destroyed");
  if (checkFinished && instance.finished) {
    throw new Error("Hash#digest() has already been called");
  }
}
function aoutput2(out, instance) {
  abytes2(out, void 0, "digestInto() output");
  const min = instance.outputLen;
  if (out.length < min) {
    throw new Error('"digestInto() output" expected to be of length >=' + min);
  }
}
function u322(arr) {
  return new Uint32Array(arr.buffer, arr.byteOffset, Math.floor(arr.byteLength / 4));
}
function clean2(...arrays) {
  for (let i2 = 0; i2 < arrays.length; i2++) {
    arrays[i2].fill(0);
  }
}
var isLE2 = /* @__PURE__ */ (() => new Uint8Array(new Uint32Array([287454020]).buffer)[0] === 68)();
function byteSwap(word) {
  return word << 24 & 4278190080 | word << 8 & 16711680 | word >>> 8 & 65280 | word >>> 24 & 255;
}
function byteSwap32(arr) {
  for (let i2 = 0; i2 < arr.length; i2++) {
    arr[i2] = byteSwap(arr[i2]);
  }
  return arr;
}
var swap32IfBE2 = isLE2 ? (u2) => u2 : byteSwap32;
function createHasher2(hashCons, info = {}) {
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
var oidNist2 = (suffix) => ({
  oid: Uint8Array.from([
    6,
    9,
    96,
    134,
    72,
    1,
    101,
    3,
    4,
    2,
    suffix
  ])
});

// node_modules/mlkem/esm/src/sha3/sha3.js
var _0n2 = 0n;
var _1n2 = 1n;
var _2n2 = 2n;
var _7n2 = 7n;
var _256n2 = 256n;
var _0x71n2 = 0x71n;
var SHA3_PI2 = [];
var SHA3_ROTL2 = [];
var _SHA3_IOTA2 = [];
for (let round = 0, R = _1n2, x2 = 1, y2 = 0; round < 24; round++) {
  [x2, y2] = [y2, (2 * x2 + 3 * y2) % 5];
  SHA3_PI2.push(2 * (5 * y2 + x2));
  SHA3_ROTL2.push((round + 1) * (round + 2) / 2 % 64);
  let t2 = _0n2;
  for (let j = 0; j < 7; j++) {
    R = (R << _1n2 ^ (R >> _7n2) * _0x71n2) % _256n2;
    if (R & _2n2)
      t2 ^= _1n2 << (_1n2 << BigInt(j)) - _1n2;
  }
  _SHA3_IOTA2.push(t2);
}
var IOTAS2 = split2(_SHA3_IOTA2, true);
var SHA3_IOTA_H2 = IOTAS2[0];
var SHA3_IOTA_L2 = IOTAS2[1];
var rotlH = (h3, l2, s2) => s2 > 32 ? rotlBH2(h3, l2, s2) : rotlSH2(h3, l2, s2);
var rotlL = (h3, l2, s2) => s2 > 32 ? rotlBL2(h3, l2, s2) : rotlSL2(h3, l2, s2);
function keccakP(s2, rounds = 24, B) {
  if (!B)
    B = new Uint32Array(10);
  for (let round = 24 - rounds; round < 24; round++) {
    for (let x2 = 0; x2 < 10; x2++) {
      B[x2] = s2[x2] ^ s2[x2 + 10] ^ s2[x2 + 20] ^ s2[x2 + 30] ^ s2[x2 + 40];
    }
    {
      const Th2 = rotlH(B[2], B[3], 1) ^ B[8];
      const Tl2 = rotlL(B[2], B[3], 1) ^ B[9];
      s2[0] ^= Th2;
      s2[1] ^= Tl2;
      s2[10] ^= Th2;
      s2[11] ^= Tl2;
      s2[20] ^= Th2;
      s2[21] ^= Tl2;
      s2[30] ^= Th2;
      s2[31] ^= Tl2;
      s2[40] ^= Th2;
      s2[41] ^= Tl2;
    }
    {
      const Th2 = rotlH(B[4], B[5], 1) ^ B[0];
      const Tl2 = rotlL(B[4], B[5], 1) ^ B[1];
      s2[2] ^= Th2;
      s2[3] ^= Tl2;
      s2[12] ^= Th2;
      s2[13] ^= Tl2;
      s2[22] ^= Th2;
      s2[23] ^= Tl2;
      s2[32] ^= Th2;
      s2[33] ^= Tl2;
      s2[42] ^= Th2;
      s2[43] ^= Tl2;
    }
    {
      const Th2 = rotlH(B[6], B[7], 1) ^ B[2];
      const Tl2 = rotlL(B[6], B[7], 1) ^ B[3];
      s2[4] ^= Th2;
      s2[5] ^= Tl2;
      s2[14] ^= Th2;
      s2[15] ^= Tl2;
      s2[24] ^= Th2;
      s2[25] ^= Tl2;
      s2[34] ^= Th2;
      s2[35] ^= Tl2;
      s2[44] ^= Th2;
      s2[45] ^= Tl2;
    }
    {
      const Th2 = rotlH(B[8], B[9], 1) ^ B[4];
      const Tl2 = rotlL(B[8], B[9], 1) ^ B[5];
      s2[6] ^= Th2;
      s2[7] ^= Tl2;
      s2[16] ^= Th2;
      s2[17] ^= Tl2;
      s2[26] ^= Th2;
      s2[27] ^= Tl2;
      s2[36] ^= Th2;
      s2[37] ^= Tl2;
      s2[46] ^= Th2;
      s2[47] ^= Tl2;
    }
    {
      const Th2 = rotlH(B[0], B[1], 1) ^ B[6];
      const Tl2 = rotlL(B[0], B[1], 1) ^ B[7];
      s2[8] ^= Th2;
      s2[9] ^= Tl2;
      s2[18] ^= Th2;
      s2[19] ^= Tl2;
      s2[28] ^= Th2;
      s2[29] ^= Tl2;
      s2[38] ^= Th2;
      s2[39] ^= Tl2;
      s2[48] ^= Th2;
      s2[49] ^= Tl2;
    }
    let curH = s2[2];
    let curL = s2[3];
    let Th, Tl;
    Th = rotlSH2(curH, curL, 1);
    Tl = rotlSL2(curH, curL, 1);
    curH = s2[20];
    curL = s2[21];
    s2[20] = Th;
    s2[21] = Tl;
    Th = rotlSH2(curH, curL, 3);
    Tl = rotlSL2(curH, curL, 3);
    curH = s2[14];
    curL = s2[15];
    s2[14] = Th;
    s2[15] = Tl;
    Th = rotlSH2(curH, curL, 6);
    Tl = rotlSL2(curH, curL, 6);
    curH = s2[22];
    curL = s2[23];
    s2[22] = Th;
    s2[23] = Tl;
    Th = rotlSH2(curH, curL, 10);
    Tl = rotlSL2(curH, curL, 10);
    curH = s2[34];
    curL = s2[35];
    s2[34] = Th;
    s2[35] = Tl;
    Th = rotlSH2(curH, curL, 15);
    Tl = rotlSL2(curH, curL, 15);
    curH = s2[36];
    curL = s2[37];
    s2[36] = Th;
    s2[37] = Tl;
    Th = rotlSH2(curH, curL, 21);
    Tl = rotlSL2(curH, curL, 21);
    curH = s2[6];
    curL = s2[7];
    s2[6] = Th;
    s2[7] = Tl;
    Th = rotlSH2(curH, curL, 28);
    Tl = rotlSL2(curH, curL, 28);
    curH = s2[10];
    curL = s2[11];
    s2[10] = Th;
    s2[11] = Tl;
    Th = rotlBH2(curH, curL, 36);
    Tl = rotlBL2(curH, curL, 36);
    curH = s2[32];
    curL = s2[33];
    s2[32] = Th;
    s2[33] = Tl;
    Th = rotlBH2(curH, curL, 45);
    Tl = rotlBL2(curH, curL, 45);
    curH = s2[16];
    curL = s2[17];
    s2[16] = Th;
    s2[17] = Tl;
    Th = rotlBH2(curH, curL, 55);
    Tl = rotlBL2(curH, curL, 55);
    curH = s2[42];
    curL = s2[43];
    s2[42] = Th;
    s2[43] = Tl;
    Th = rotlSH2(curH, curL, 2);
    Tl = rotlSL2(curH, curL, 2);
    curH = s2[48];
    curL = s2[49];
    s2[48] = Th;
    s2[49] = Tl;
    Th = rotlSH2(curH, curL, 14);
    Tl = rotlSL2(curH, curL, 14);
    curH = s2[8];
    curL = s2[9];
    s2[8] = Th;
    s2[9] = Tl;
    Th = rotlSH2(curH, curL, 27);
    Tl = rotlSL2(curH, curL, 27);
    curH = s2[30];
    curL = s2[31];
    s2[30] = Th;
    s2[31] = Tl;
    Th = rotlBH2(curH, curL, 41);
    Tl = rotlBL2(curH, curL, 41);
    curH = s2[46];
    curL = s2[47];
    s2[46] = Th;
    s2[47] = Tl;
    Th = rotlBH2(curH, curL, 56);
    Tl = rotlBL2(curH, curL, 56);
    curH = s2[38];
    curL = s2[39];
    s2[38] = Th;
    s2[39] = Tl;
    Th = rotlSH2(curH, curL, 8);
    Tl = rotlSL2(curH, curL, 8);
    curH = s2[26];
    curL = s2[27];
    s2[26] = Th;
    s2[27] = Tl;
    Th = rotlSH2(curH, curL, 25);
    Tl = rotlSL2(curH, curL, 25);
    curH = s2[24];
    curL = s2[25];
    s2[24] = Th;
    s2[25] = Tl;
    Th = rotlBH2(curH, curL, 43);
    Tl = rotlBL2(curH, curL, 43);
    curH = s2[4];
    curL = s2[5];
    s2[4] = Th;
    s2[5] = Tl;
    Th = rotlBH2(curH, curL, 62);
    Tl = rotlBL2(curH, curL, 62);
    curH = s2[40];
    curL = s2[41];
    s2[40] = Th;
    s2[41] = Tl;
    Th = rotlSH2(curH, curL, 18);
    Tl = rotlSL2(curH, curL, 18);
    curH = s2[28];
    curL = s2[29];
    s2[28] = Th;
    s2[29] = Tl;
    Th = rotlBH2(curH, curL, 39);
    Tl = rotlBL2(curH, curL, 39);
    curH = s2[44];
    curL = s2[45];
    s2[44] = Th;
    s2[45] = Tl;
    Th = rotlBH2(curH, curL, 61);
    Tl = rotlBL2(curH, curL, 61);
    curH = s2[18];
    curL = s2[19];
    s2[18] = Th;
    s2[19] = Tl;
    Th = rotlSH2(curH, curL, 20);
    Tl = rotlSL2(curH, curL, 20);
    curH = s2[12];
    curL = s2[13];
    s2[12] = Th;
    s2[13] = Tl;
    Th = rotlBH2(curH, curL, 44);
    Tl = rotlBL2(curH, curL, 44);
    s2[2] = Th;
    s2[3] = Tl;
    for (let y2 = 0; y2 < 50; y2 += 10) {
      B[0] = s2[y2];
      B[1] = s2[y2 + 1];
      B[2] = s2[y2 + 2];
      B[3] = s2[y2 + 3];
      B[4] = s2[y2 + 4];
      B[5] = s2[y2 + 5];
      B[6] = s2[y2 + 6];
      B[7] = s2[y2 + 7];
      B[8] = s2[y2 + 8];
      B[9] = s2[y2 + 9];
      s2[y2 + 0] ^= ~B[2] & B[4];
      s2[y2 + 1] ^= ~B[3] & B[5];
      s2[y2 + 2] ^= ~B[4] & B[6];
      s2[y2 + 3] ^= ~B[5] & B[7];
      s2[y2 + 4] ^= ~B[6] & B[8];
      s2[y2 + 5] ^= ~B[7] & B[9];
      s2[y2 + 6] ^= ~B[8] & B[0];
      s2[y2 + 7] ^= ~B[9] & B[1];
      s2[y2 + 8] ^= ~B[0] & B[2];
      s2[y2 + 9] ^= ~B[1] & B[3];
    }
    s2[0] ^= SHA3_IOTA_H2[round];
    s2[1] ^= SHA3_IOTA_L2[round];
  }
}
var Keccak = class _Keccak {
  // NOTE: we accept arguments in bytes instead of bits here.
  constructor(blockLen, suffix, outputLen, enableXOF = false, rounds = 24) {
    Object.defineProperty(this, "state", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "pos", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "posOut", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "finished", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    Object.defineProperty(this, "state32", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "destroyed", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    Object.defineProperty(this, "_B", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint32Array(10)
    });
    Object.defineProperty(this, "blockLen", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "suffix", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "outputLen", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "enableXOF", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    Object.defineProperty(this, "rounds", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this.blockLen = blockLen;
    this.suffix = suffix;
    this.outputLen = outputLen;
    this.enableXOF = enableXOF;
    this.rounds = rounds;
    anumber2(outputLen, "outputLen");
    if (!(0 < blockLen && blockLen < 200)) {
      throw new Error("only keccak-f1600 function is supported");
    }
    this.state = new Uint8Array(200);
    this.state32 = u322(this.state);
  }
  clone() {
    return this._cloneInto();
  }
  /** Resets instance to initial (empty) state for reuse. */
  reset() {
    this.state.fill(0);
    this.pos = 0;
    this.posOut = 0;
    this.finished = false;
    this.destroyed = false;
  }
  keccak() {
    swap32IfBE2(this.state32);
    keccakP(this.state32, this.rounds, this._B);
    swap32IfBE2(this.state32);
    this.posOut = 0;
    this.pos = 0;
  }
  update(data) {
    aexists2(this);
    abytes2(data);
    return this.updateUnsafe(data);
  }
  /** Like update(), but skips validation. Caller must ensure valid state and input. */
  updateUnsafe(data) {
    const { blockLen, state } = this;
    const len = data.length;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      for (let i2 = 0; i2 < take; i2++)
        state[this.pos++] ^= data[pos++];
      if (this.pos === blockLen)
        this.keccak();
    }
    return this;
  }
  finish() {
    if (this.finished)
      return;
    this.finished = true;
    const { state, suffix, pos, blockLen } = this;
    state[pos] ^= suffix;
    if ((suffix & 128) !== 0 && pos === blockLen - 1)
      this.keccak();
    state[blockLen - 1] ^= 128;
    this.keccak();
  }
  writeInto(out) {
    aexists2(this, false);
    abytes2(out);
    return this.writeIntoUnsafe(out);
  }
  /** Like writeInto(), but skips validation. Caller must ensure valid state and output. */
  writeIntoUnsafe(out) {
    this.finish();
    const bufferOut = this.state;
    const { blockLen } = this;
    for (let pos = 0, len = out.length; pos < len; ) {
      if (this.posOut >= blockLen)
        this.keccak();
      const take = Math.min(blockLen - this.posOut, len - pos);
      out.set(bufferOut.subarray(this.posOut, this.posOut + take), pos);
      this.posOut += take;
      pos += take;
    }
    return out;
  }
  xofInto(out) {
    if (!this.enableXOF) {
      throw new Error("XOF is not possible for this instance");
    }
    return this.writeInto(out);
  }
  xof(bytes2) {
    anumber2(bytes2);
    return this.xofInto(new Uint8Array(bytes2));
  }
  digestInto(out) {
    aoutput2(out, this);
    if (this.finished)
      throw new Error("digest() was already called");
    this.writeInto(out);
    this.destroy();
    return out;
  }
  digest() {
    return this.digestInto(new Uint8Array(this.outputLen));
  }
  destroy() {
    this.destroyed = true;
    clean2(this.state);
  }
  _cloneInto(to) {
    const { blockLen, suffix, outputLen, rounds, enableXOF } = this;
    to ||= new _Keccak(blockLen, suffix, outputLen, enableXOF, rounds);
    to.state32.set(this.state32);
    to.pos = this.pos;
    to.posOut = this.posOut;
    to.finished = this.finished;
    to.rounds = rounds;
    to.suffix = suffix;
    to.outputLen = outputLen;
    to.enableXOF = enableXOF;
    to.destroyed = this.destroyed;
    return to;
  }
};
var genKeccak = (suffix, blockLen, outputLen, info = {}) => createHasher2(() => new Keccak(blockLen, suffix, outputLen), info);
var sha3_2562 = /* @__PURE__ */ genKeccak(
  6,
  136,
  32,
  /* @__PURE__ */ oidNist2(8)
);
var genShake = (suffix, blockLen, outputLen, info = {}) => createHasher2((opts = {}) => new Keccak(blockLen, suffix, opts.dkLen === void 0 ? outputLen : opts.dkLen, true), info);
var shake2562 = /* @__PURE__ */ genShake(31, 136, 32, /* @__PURE__ */ oidNist2(12));

// node_modules/mlkem/esm/_dnt.shims.js
var dntGlobals2 = {};
var dntGlobalThis2 = createMergeProxy2(globalThis, dntGlobals2);
function createMergeProxy2(baseObj, extObj) {
  return new Proxy(baseObj, {
    get(_target, prop, _receiver) {
      if (prop in extObj) {
        return extObj[prop];
      } else {
        return baseObj[prop];
      }
    },
    set(_target, prop, value) {
      if (prop in extObj) {
        delete extObj[prop];
      }
      baseObj[prop] = value;
      return true;
    },
    deleteProperty(_target, prop) {
      let success = false;
      if (prop in extObj) {
        delete extObj[prop];
        success = true;
      }
      if (prop in baseObj) {
        delete baseObj[prop];
        success = true;
      }
      return success;
    },
    ownKeys(_target) {
      const baseKeys = Reflect.ownKeys(baseObj);
      const extKeys = Reflect.ownKeys(extObj);
      const extKeysSet = new Set(extKeys);
      return [...baseKeys.filter((k) => !extKeysSet.has(k)), ...extKeys];
    },
    defineProperty(_target, prop, desc) {
      if (prop in extObj) {
        delete extObj[prop];
      }
      Reflect.defineProperty(baseObj, prop, desc);
      return true;
    },
    getOwnPropertyDescriptor(_target, prop) {
      if (prop in extObj) {
        return Reflect.getOwnPropertyDescriptor(extObj, prop);
      } else {
        return Reflect.getOwnPropertyDescriptor(baseObj, prop);
      }
    },
    has(_target, prop) {
      return prop in extObj || prop in baseObj;
    }
  });
}

// node_modules/mlkem/esm/src/utils.js
function byte(n2) {
  return n2 & 255;
}
function int16(n2) {
  return n2 << 16 >> 16;
}
function uint16(n2) {
  return n2 & 65535;
}
function constantTimeCompare(x2, y2) {
  if (x2.length != y2.length) {
    return 0;
  }
  let v2 = 0;
  for (let i2 = 0; i2 < x2.length; i2++) {
    v2 |= x2[i2] ^ y2[i2];
  }
  let z2 = ~v2 & 255;
  z2 &= z2 >> 4;
  z2 &= z2 >> 2;
  z2 &= z2 >> 1;
  return z2 & 1;
}
function equalUint8Array(x2, y2) {
  if (x2.length != y2.length) {
    return false;
  }
  for (let i2 = 0; i2 < x2.length; i2++) {
    if (x2[i2] !== y2[i2]) {
      return false;
    }
  }
  return true;
}
async function loadCrypto2() {
  if (typeof dntGlobalThis2 !== "undefined" && globalThis.crypto !== void 0) {
    return globalThis.crypto;
  }
  try {
    const { webcrypto } = await import("crypto");
    return webcrypto;
  } catch (_e) {
    throw new Error("failed to load Crypto");
  }
}
function byteopsLoad32(x2, o2 = 0) {
  return (x2[o2] | x2[o2 + 1] << 8 | x2[o2 + 2] << 16 | x2[o2 + 3] << 24) >>> 0;
}

// node_modules/mlkem/esm/src/mlKemBase.js
var MlKemBase = class {
  /**
   * Creates a new instance of the MlKemBase class.
   */
  constructor() {
    Object.defineProperty(this, "_api", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_k", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_du", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_dv", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_eta1", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_eta2", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_skSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_pkSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_compressedUSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_compressedVSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 0
    });
    Object.defineProperty(this, "_poolG", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_poolH", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_poolKdf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_poolXof", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_poolPrf1", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_poolPrf2", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_bufG", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint8Array(64)
    });
    Object.defineProperty(this, "_bufH", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint8Array(32)
    });
    Object.defineProperty(this, "_bufKdf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint8Array(32)
    });
    Object.defineProperty(this, "_bufXof", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint8Array(672)
    });
    Object.defineProperty(this, "_bufPrf1", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_bufPrf2", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_nonceBuf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint8Array(1)
    });
    Object.defineProperty(this, "_xofSeed", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: new Uint8Array(34)
    });
    Object.defineProperty(this, "_kBuf", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_matrixA", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_noiseVecs", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_polyVec", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_bufPkCheck", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_bufCt", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
  }
  _initPool() {
    this._poolG = new Keccak(72, 6, 64);
    this._poolH = new Keccak(136, 6, 32);
    this._poolKdf = new Keccak(136, 31, 32, true);
    this._poolXof = new Keccak(168, 31, 672, true);
    const prf1Len = this._eta1 * N / 4;
    this._poolPrf1 = new Keccak(136, 31, prf1Len, true);
    this._bufPrf1 = new Uint8Array(prf1Len);
    const prf2Len = this._eta2 * N / 4;
    this._poolPrf2 = new Keccak(136, 31, prf2Len, true);
    this._bufPrf2 = new Uint8Array(prf2Len);
    this._kBuf = new Uint8Array([this._k]);
    this._matrixA = new Array(this._k);
    for (let i2 = 0; i2 < this._k; i2++) {
      this._matrixA[i2] = new Array(this._k);
      for (let j = 0; j < this._k; j++) {
        this._matrixA[i2][j] = new Int16Array(N);
      }
    }
    const maxNoise = 2 * this._k + 1;
    this._noiseVecs = new Array(maxNoise);
    for (let i2 = 0; i2 < maxNoise; i2++) {
      this._noiseVecs[i2] = new Int16Array(N);
    }
    this._polyVec = new Array(this._k);
    for (let i2 = 0; i2 < this._k; i2++) {
      this._polyVec[i2] = new Int16Array(N);
    }
    this._bufPkCheck = new Uint8Array(384 * this._k);
    this._bufCt = new Uint8Array(this._compressedUSize + this._compressedVSize);
  }
  _zeroPool() {
    this._bufG.fill(0);
    this._bufH.fill(0);
    this._bufKdf.fill(0);
    this._bufXof.fill(0);
    this._bufPrf1.fill(0);
    this._bufPrf2.fill(0);
    this._nonceBuf[0] = 0;
    this._xofSeed.fill(0);
    for (let i2 = 0; i2 < this._k; i2++) {
      for (let j = 0; j < this._k; j++) {
        this._matrixA[i2][j].fill(0);
      }
    }
    for (let i2 = 0; i2 < this._noiseVecs.length; i2++) {
      this._noiseVecs[i2].fill(0);
    }
    for (let i2 = 0; i2 < this._k; i2++) {
      this._polyVec[i2].fill(0);
    }
    this._bufPkCheck.fill(0);
    this._bufCt.fill(0);
    this._poolG.reset();
    this._poolH.reset();
    this._poolKdf.reset();
    this._poolXof.reset();
    this._poolPrf1.reset();
    this._poolPrf2.reset();
  }
  // Serialize polynomial into byte buffer at offset (eliminates intermediate Uint8Array(384))
  _polyToBytes(out, outOffset, a2) {
    let t0, t1;
    for (let i2 = 0; i2 < N / 2; i2++) {
      t0 = a2[2 * i2] - Q;
      t0 += t0 >> 31 & Q;
      t1 = a2[2 * i2 + 1] - Q;
      t1 += t1 >> 31 & Q;
      out[outOffset + 3 * i2 + 0] = byte(t0);
      out[outOffset + 3 * i2 + 1] = byte(t0 >> 8) | byte(t1 << 4);
      out[outOffset + 3 * i2 + 2] = byte(t1 >> 4);
    }
  }
  // Deserialize bytes into polynomial (eliminates intermediate Int16Array(N))
  _polyFromBytes(out, a2, aOffset) {
    for (let i2 = 0; i2 < N / 2; i2++) {
      out[2 * i2] = int16((uint16(a2[aOffset + 3 * i2 + 0]) >> 0 | uint16(a2[aOffset + 3 * i2 + 1]) << 8) & 4095);
      out[2 * i2 + 1] = int16((uint16(a2[aOffset + 3 * i2 + 1]) >> 4 | uint16(a2[aOffset + 3 * i2 + 2]) << 4) & 4095);
    }
  }
  // Hash G: SHA3-512
  _g(a2, b2) {
    this._poolG.reset();
    this._poolG.updateUnsafe(a2);
    if (b2 !== void 0)
      this._poolG.updateUnsafe(b2);
    this._poolG.writeIntoUnsafe(this._bufG);
    return [this._bufG.subarray(0, 32), this._bufG.subarray(32, 64)];
  }
  // Hash H: SHA3-256
  _h(msg) {
    this._poolH.reset();
    this._poolH.updateUnsafe(msg).writeIntoUnsafe(this._bufH);
    return this._bufH;
  }
  // KDF: SHAKE256(dkLen=32)
  _kdf(a2, b2) {
    this._poolKdf.reset();
    this._poolKdf.updateUnsafe(a2);
    if (b2 !== void 0)
      this._poolKdf.updateUnsafe(b2);
    this._poolKdf.writeIntoUnsafe(this._bufKdf);
    return this._bufKdf;
  }
  // XOF: SHAKE128(dkLen=672)
  _xof(seed) {
    this._poolXof.reset();
    this._poolXof.updateUnsafe(seed).writeIntoUnsafe(this._bufXof);
    return this._bufXof;
  }
  // PRF for eta1 noise sampling: SHAKE256(dkLen=eta1*N/4)
  _prf1(sigma, nonce) {
    this._nonceBuf[0] = nonce;
    this._poolPrf1.reset();
    this._poolPrf1.updateUnsafe(sigma).updateUnsafe(this._nonceBuf).writeIntoUnsafe(this._bufPrf1);
    return this._bufPrf1;
  }
  // PRF for eta2 noise sampling: SHAKE256(dkLen=eta2*N/4)
  _prf2(sigma, nonce) {
    this._nonceBuf[0] = nonce;
    this._poolPrf2.reset();
    this._poolPrf2.updateUnsafe(sigma).updateUnsafe(this._nonceBuf).writeIntoUnsafe(this._bufPrf2);
    return this._bufPrf2;
  }
  _generateKeyPairCore() {
    try {
      const rnd = new Uint8Array(64);
      this._api.getRandomValues(rnd);
      return this._deriveKeyPair(rnd);
    } finally {
      this._zeroPool();
    }
  }
  _deriveKeyPairCore(seed) {
    try {
      if (seed.byteLength !== 64) {
        throw new Error("seed must be 64 bytes in length");
      }
      return this._deriveKeyPair(seed);
    } finally {
      this._zeroPool();
    }
  }
  _encapCore(pk, seed) {
    try {
      if (pk.length !== 384 * this._k + 32) {
        throw new Error("invalid encapsulation key");
      }
      const m2 = this._getSeed(seed);
      const [k, r2] = this._g(m2, this._h(pk));
      this._encap(pk, m2, r2);
      return [this._bufCt.slice(), k.slice()];
    } finally {
      this._zeroPool();
    }
  }
  _decapCore(ct, sk) {
    try {
      if (ct.byteLength !== this._compressedUSize + this._compressedVSize) {
        throw new Error("Invalid ct size");
      }
      if (sk.length !== 768 * this._k + 96) {
        throw new Error("Invalid decapsulation key");
      }
      const sk2 = sk.subarray(0, this._skSize);
      const pk = sk.subarray(this._skSize, this._skSize + this._pkSize);
      const hpk = sk.subarray(this._skSize + this._pkSize, this._skSize + this._pkSize + 32);
      const z2 = sk.subarray(this._skSize + this._pkSize + 32, this._skSize + this._pkSize + 64);
      const m2 = this._decap(ct, sk2);
      const [k2, r2] = this._g(m2, hpk);
      const kBar = this._kdf(z2, ct);
      this._encap(pk, m2, r2);
      return constantTimeCompare(ct, this._bufCt) === 1 ? k2.slice() : kBar.slice();
    } finally {
      this._zeroPool();
    }
  }
  /**
   * Sets up the MlKemBase instance by loading the necessary crypto library.
   * If the crypto library is already loaded, this method does nothing.
   * @returns {Promise<void>} A promise that resolves when the setup is complete.
   */
  async _setup() {
    if (this._api !== void 0) {
      return;
    }
    this._api = await loadCrypto2();
  }
  /**
   * Returns a Uint8Array seed for cryptographic operations.
   * If no seed is provided, a random seed of length 32 bytes is generated.
   * If a seed is provided, it must be exactly 32 bytes in length.
   *
   * @param seed - Optional seed for cryptographic operations.
   * @returns A Uint8Array seed.
   * @throws Error if the provided seed is not 32 bytes in length.
   */
  _getSeed(seed) {
    if (seed == void 0) {
      const s2 = new Uint8Array(32);
      this._api.getRandomValues(s2);
      return s2;
    }
    if (seed.byteLength !== 32) {
      throw new Error("seed must be 32 bytes in length");
    }
    return seed;
  }
  /**
   * Derives a key pair from a given seed.
   *
   * @param seed - The seed used for key derivation.
   * @returns An array containing the public key and secret key.
   */
  _deriveKeyPair(seed) {
    const cpaSeed = seed.subarray(0, 32);
    const z2 = seed.subarray(32, 64);
    const [pk, skBody] = this._deriveCpaKeyPair(cpaSeed);
    const pkh = this._h(pk);
    const sk = new Uint8Array(this._skSize + this._pkSize + 64);
    sk.set(skBody, 0);
    sk.set(pk, this._skSize);
    sk.set(pkh, this._skSize + this._pkSize);
    sk.set(z2, this._skSize + this._pkSize + 32);
    return [pk, sk];
  }
  // indcpaKeyGen generates public and private keys for the CPA-secure
  // public-key encryption scheme underlying ML-KEM.
  /**
   * Derives a CPA key pair using the provided CPA seed.
   *
   * @param cpaSeed - The CPA seed used for key derivation.
   * @returns An array containing the public key and private key.
   */
  _deriveCpaKeyPair(cpaSeed) {
    const [publicSeed, noiseSeed] = this._g(cpaSeed, this._kBuf);
    const a2 = this._sampleMatrix(publicSeed, false);
    const s2 = this._sampleNoise1(noiseSeed, 0, this._k);
    const e = this._sampleNoise1(noiseSeed, this._k, this._k);
    for (let i2 = 0; i2 < this._k; i2++) {
      s2[i2] = ntt(s2[i2]);
      s2[i2] = reduce(s2[i2]);
      e[i2] = ntt(e[i2]);
    }
    const pk = new Array(this._k);
    for (let i2 = 0; i2 < this._k; i2++) {
      pk[i2] = polyToMont(multiply(a2[i2], s2));
      pk[i2] = add2(pk[i2], e[i2]);
      pk[i2] = reduce(pk[i2]);
    }
    const pubKey = new Uint8Array(this._pkSize);
    for (let i2 = 0; i2 < this._k; i2++) {
      this._polyToBytes(pubKey, i2 * 384, pk[i2]);
    }
    pubKey.set(publicSeed, this._skSize);
    const privKey = new Uint8Array(this._skSize);
    for (let i2 = 0; i2 < this._k; i2++) {
      this._polyToBytes(privKey, i2 * 384, s2[i2]);
    }
    return [pubKey, privKey];
  }
  // _encap is the encapsulation function of the CPA-secure
  // public-key encryption scheme underlying ML-KEM.
  /**
   * Encapsulates a message using the ML-KEM encryption scheme.
   *
   * @param pk - The public key.
   * @param msg - The message to be encapsulated.
   * @param seed - The seed used for generating random values.
   * @returns The encapsulated message as a Uint8Array.
   */
  _encap(pk, msg, seed) {
    const tHat = this._polyVec;
    const pkCheck = this._bufPkCheck;
    for (let i2 = 0; i2 < this._k; i2++) {
      this._polyFromBytes(tHat[i2], pk, i2 * 384);
      this._polyToBytes(pkCheck, i2 * 384, tHat[i2]);
    }
    if (!equalUint8Array(pk.subarray(0, pkCheck.length), pkCheck)) {
      throw new Error("invalid encapsulation key");
    }
    const rho = pk.subarray(this._skSize);
    const a2 = this._sampleMatrix(rho, true);
    const r2 = this._sampleNoise1(seed, 0, this._k);
    const e1 = this._sampleNoise2(seed, this._k, this._k);
    const e2 = this._sampleNoise2(seed, this._k * 2, 1)[0];
    for (let i2 = 0; i2 < this._k; i2++) {
      r2[i2] = ntt(r2[i2]);
      r2[i2] = reduce(r2[i2]);
    }
    const u2 = new Array(this._k);
    for (let i2 = 0; i2 < this._k; i2++) {
      u2[i2] = multiply(a2[i2], r2);
      u2[i2] = nttInverse(u2[i2]);
      u2[i2] = add2(u2[i2], e1[i2]);
      u2[i2] = reduce(u2[i2]);
    }
    const m2 = polyFromMsg(msg);
    let v2 = multiply(tHat, r2);
    v2 = nttInverse(v2);
    v2 = add2(v2, e2);
    v2 = add2(v2, m2);
    v2 = reduce(v2);
    this._compressU(this._bufCt.subarray(0, this._compressedUSize), u2);
    this._compressV(this._bufCt.subarray(this._compressedUSize), v2);
    return this._bufCt;
  }
  // indcpaDecrypt is the decryption function of the CPA-secure
  // public-key encryption scheme underlying ML-KEM.
  /**
   * Decapsulates the ciphertext using the provided secret key.
   *
   * @param ct - The ciphertext to be decapsulated.
   * @param sk - The secret key used for decapsulation.
   * @returns The decapsulated message as a Uint8Array.
   */
  _decap(ct, sk) {
    const u2 = this._decompressU(ct.subarray(0, this._compressedUSize));
    const v2 = this._decompressV(ct.subarray(this._compressedUSize));
    const privateKeyPolyvec = this._polyvecFromBytes(sk);
    for (let i2 = 0; i2 < this._k; i2++) {
      u2[i2] = ntt(u2[i2]);
    }
    let mp = multiply(privateKeyPolyvec, u2);
    mp = nttInverse(mp);
    mp = subtract(v2, mp);
    mp = reduce(mp);
    return polyToMsg(mp);
  }
  // generateMatrixA deterministically generates a matrix `A` (or the transpose of `A`)
  // from a seed. Entries of the matrix are polynomials that look uniformly random.
  // Performs rejection sampling on the output of an extendable-output function (XOF).
  /**
   * Generates a sample matrix based on the provided seed and transposition flag.
   *
   * @param seed - The seed used for generating the matrix.
   * @param transposed - A flag indicating whether the matrix should be transposed or not.
   * @returns The generated sample matrix.
   */
  _sampleMatrix(seed, transposed) {
    const a2 = this._matrixA;
    this._xofSeed.set(seed);
    for (let ctr = 0, i2 = 0; i2 < this._k; i2++) {
      for (let j = 0; j < this._k; j++) {
        if (transposed) {
          this._xofSeed[seed.length] = i2;
          this._xofSeed[seed.length + 1] = j;
        } else {
          this._xofSeed[seed.length] = j;
          this._xofSeed[seed.length + 1] = i2;
        }
        const output = this._xof(this._xofSeed);
        ctr = indcpaRejUniform(a2[i2][j], 0, output.subarray(0, 504), 504, N);
        while (ctr < N) {
          const outputn = output.subarray(504, 672);
          ctr += indcpaRejUniform(a2[i2][j], ctr, outputn, 168, N - ctr);
        }
      }
    }
    return a2;
  }
  /**
   * Generates a 2D array of noise samples.
   *
   * @param sigma - The noise parameter.
   * @param offset - The offset value.
   * @param size - The size of the array.
   * @returns The generated 2D array of noise samples.
   */
  _sampleNoise1(sigma, offset, size) {
    const r2 = new Array(size);
    for (let i2 = 0; i2 < size; i2++) {
      r2[i2] = this._noiseVecs[offset + i2];
      byteopsCbd(r2[i2], this._prf1(sigma, offset + i2), this._eta1);
    }
    return r2;
  }
  /**
   * Generates a 2-dimensional array of noise samples.
   *
   * @param sigma - The noise parameter.
   * @param offset - The offset value.
   * @param size - The size of the array.
   * @returns The generated 2-dimensional array of noise samples.
   */
  _sampleNoise2(sigma, offset, size) {
    const r2 = new Array(size);
    for (let i2 = 0; i2 < size; i2++) {
      r2[i2] = this._noiseVecs[offset + i2];
      byteopsCbd(r2[i2], this._prf2(sigma, offset + i2), this._eta2);
    }
    return r2;
  }
  // polyvecFromBytes deserializes a vector of polynomials.
  /**
   * Converts a Uint8Array to a 2D array of numbers representing a polynomial vector.
   * Each element in the resulting array represents a polynomial.
   * @param a The Uint8Array to convert.
   * @returns The 2D array of numbers representing the polynomial vector.
   */
  _polyvecFromBytes(a2) {
    const r2 = this._polyVec;
    for (let i2 = 0; i2 < this._k; i2++) {
      this._polyFromBytes(r2[i2], a2, i2 * 384);
    }
    return r2;
  }
  // compressU lossily compresses and serializes a vector of polynomials.
  /**
   * Compresses the given array of coefficients into a Uint8Array.
   *
   * @param r - The output Uint8Array.
   * @param u - The array of coefficients.
   * @returns The compressed Uint8Array.
   */
  _compressU(r2, u2) {
    const t2 = new Array(4);
    for (let rr = 0, i2 = 0; i2 < this._k; i2++) {
      for (let j = 0; j < N / 4; j++) {
        for (let k = 0; k < 4; k++) {
          t2[k] = ((u2[i2][4 * j + k] << 10) + Q / 2) / Q & 1023;
        }
        r2[rr++] = byte(t2[0] >> 0);
        r2[rr++] = byte(t2[0] >> 8 | t2[1] << 2);
        r2[rr++] = byte(t2[1] >> 6 | t2[2] << 4);
        r2[rr++] = byte(t2[2] >> 4 | t2[3] << 6);
        r2[rr++] = byte(t2[3] >> 2);
      }
    }
    return r2;
  }
  // compressV lossily compresses and subsequently serializes a polynomial.
  /**
   * Compresses the given array of numbers into a Uint8Array.
   *
   * @param r - The Uint8Array to store the compressed values.
   * @param v - The array of numbers to compress.
   * @returns The compressed Uint8Array.
   */
  _compressV(r2, v2) {
    const t2 = new Uint8Array(8);
    for (let rr = 0, i2 = 0; i2 < N / 8; i2++) {
      for (let j = 0; j < 8; j++) {
        t2[j] = byte(((v2[8 * i2 + j] << 4) + Q / 2) / Q) & 15;
      }
      r2[rr++] = t2[0] | t2[1] << 4;
      r2[rr++] = t2[2] | t2[3] << 4;
      r2[rr++] = t2[4] | t2[5] << 4;
      r2[rr++] = t2[6] | t2[7] << 4;
    }
    return r2;
  }
  // decompressU de-serializes and decompresses a vector of polynomials and
  // represents the approximate inverse of compress1. Since compression is lossy,
  // the results of decompression will may not match the original vector of polynomials.
  /**
   * Decompresses a Uint8Array into a two-dimensional array of numbers.
   *
   * @param a The Uint8Array to decompress.
   * @returns The decompressed two-dimensional array.
   */
  _decompressU(a2) {
    const r2 = new Array(this._k);
    for (let i2 = 0; i2 < this._k; i2++) {
      r2[i2] = new Int16Array(N);
    }
    const t2 = new Array(4);
    for (let aa = 0, i2 = 0; i2 < this._k; i2++) {
      for (let j = 0; j < N / 4; j++) {
        t2[0] = uint16(a2[aa + 0]) >> 0 | uint16(a2[aa + 1]) << 8;
        t2[1] = uint16(a2[aa + 1]) >> 2 | uint16(a2[aa + 2]) << 6;
        t2[2] = uint16(a2[aa + 2]) >> 4 | uint16(a2[aa + 3]) << 4;
        t2[3] = uint16(a2[aa + 3]) >> 6 | uint16(a2[aa + 4]) << 2;
        aa = aa + 5;
        for (let k = 0; k < 4; k++) {
          r2[i2][4 * j + k] = int16((t2[k] & 1023) * Q + 512 >> 10);
        }
      }
    }
    return r2;
  }
  // decompressV de-serializes and subsequently decompresses a polynomial,
  // representing the approximate inverse of compress2.
  // Note that compression is lossy, and thus decompression will not match the
  // original input.
  /**
   * Decompresses a Uint8Array into an array of numbers.
   *
   * @param a - The Uint8Array to decompress.
   * @returns An array of numbers.
   */
  _decompressV(a2) {
    const r2 = new Int16Array(N);
    for (let aa = 0, i2 = 0; i2 < N / 2; i2++, aa++) {
      r2[2 * i2 + 0] = int16((a2[aa] & 15) * Q + 8 >> 4);
      r2[2 * i2 + 1] = int16((a2[aa] >> 4) * Q + 8 >> 4);
    }
    return r2;
  }
};
function polyToMsg(a2) {
  const msg = new Uint8Array(32);
  let t2, v2;
  for (let i2 = 0; i2 < N / 8; i2++) {
    for (let j = 0; j < 8; j++) {
      v2 = a2[8 * i2 + j] - Q;
      v2 += v2 >> 31 & Q;
      t2 = ((uint16(v2) << 1) + uint16(Q / 2)) / uint16(Q) & 1;
      msg[i2] |= byte(t2 << j);
    }
  }
  return msg;
}
function polyFromMsg(msg) {
  const r2 = new Int16Array(N);
  let mask;
  for (let i2 = 0; i2 < N / 8; i2++) {
    for (let j = 0; j < 8; j++) {
      mask = -1 * int16(msg[i2] >> j & 1);
      r2[8 * i2 + j] = mask & int16((Q + 1) / 2);
    }
  }
  return r2;
}
function indcpaRejUniform(out, outOffset, buf, bufl, len) {
  let ctr = 0;
  let val0, val1;
  for (let pos = 0; ctr < len && pos + 3 <= bufl; ) {
    val0 = (uint16(buf[pos] >> 0) | uint16(buf[pos + 1]) << 8) & 4095;
    val1 = (uint16(buf[pos + 1] >> 4) | uint16(buf[pos + 2]) << 4) & 4095;
    pos = pos + 3;
    if (val0 < Q) {
      out[outOffset + ctr] = val0;
      ctr = ctr + 1;
    }
    if (ctr < len && val1 < Q) {
      out[outOffset + ctr] = val1;
      ctr = ctr + 1;
    }
  }
  return ctr;
}
function byteopsCbd(out, buf, eta) {
  let t2, d2;
  let a2, b2;
  for (let i2 = 0; i2 < N / 8; i2++) {
    t2 = byteopsLoad32(buf, 4 * i2);
    d2 = t2 & 1431655765;
    d2 = d2 + (t2 >> 1 & 1431655765);
    for (let j = 0; j < 8; j++) {
      a2 = int16(d2 >> 4 * j + 0 & 3);
      b2 = int16(d2 >> 4 * j + eta & 3);
      out[8 * i2 + j] = a2 - b2;
    }
  }
}
function ntt(r2) {
  for (let j = 0, k = 1, l2 = 128; l2 >= 2; l2 >>= 1) {
    for (let start3 = 0; start3 < 256; start3 = j + l2) {
      const zeta = NTT_ZETAS[k];
      k = k + 1;
      for (j = start3; j < start3 + l2; j++) {
        const t2 = nttFqMul(zeta, r2[j + l2]);
        r2[j + l2] = r2[j] - t2;
        r2[j] = r2[j] + t2;
      }
    }
  }
  return r2;
}
function nttFqMul(a2, b2) {
  const ab = a2 * b2;
  const u2 = Math.imul(ab, Q_INV) << 16 >> 16;
  return ab - u2 * Q >> 16;
}
function reduce(r2) {
  for (let i2 = 0; i2 < N; i2++) {
    r2[i2] = barrett(r2[i2]);
  }
  return r2;
}
var BARRETT_V = ((1 << 24) + Q / 2) / Q;
function barrett(a2) {
  let t2 = BARRETT_V * a2 >> 24;
  t2 = t2 * Q;
  return a2 - t2;
}
function polyToMont(r2) {
  const f2 = 1353;
  for (let i2 = 0; i2 < N; i2++) {
    const a2 = r2[i2] * f2;
    const u2 = Math.imul(a2, Q_INV) << 16 >> 16;
    r2[i2] = a2 - u2 * Q >> 16;
  }
  return r2;
}
function multiply(a2, b2) {
  let r2 = polyBaseMulMontgomery(a2[0], b2[0]);
  let t2;
  for (let i2 = 1; i2 < a2.length; i2++) {
    t2 = polyBaseMulMontgomery(a2[i2], b2[i2]);
    r2 = add2(r2, t2);
  }
  return reduce(r2);
}
function polyBaseMulMontgomery(a2, b2) {
  for (let i2 = 0; i2 < N / 4; i2++) {
    const idx = 4 * i2;
    const a0 = a2[idx], a1 = a2[idx + 1], a22 = a2[idx + 2], a3 = a2[idx + 3];
    const b0 = b2[idx], b1 = b2[idx + 1], b22 = b2[idx + 2], b3 = b2[idx + 3];
    const zeta = NTT_ZETAS[64 + i2];
    a2[idx] = nttFqMul(nttFqMul(a1, b1), zeta) + nttFqMul(a0, b0);
    a2[idx + 1] = nttFqMul(a0, b1) + nttFqMul(a1, b0);
    a2[idx + 2] = nttFqMul(nttFqMul(a3, b3), -zeta) + nttFqMul(a22, b22);
    a2[idx + 3] = nttFqMul(a22, b3) + nttFqMul(a3, b22);
  }
  return a2;
}
function add2(a2, b2) {
  for (let i2 = 0; i2 < N; i2++) {
    a2[i2] += b2[i2];
  }
  return a2;
}
function subtract(a2, b2) {
  for (let i2 = 0; i2 < N; i2++) {
    a2[i2] -= b2[i2];
  }
  return a2;
}
function nttInverse(r2) {
  let j = 0;
  for (let k = 0, l2 = 2; l2 <= 128; l2 <<= 1) {
    for (let start3 = 0; start3 < 256; start3 = j + l2) {
      const zeta = NTT_ZETAS_INV[k];
      k = k + 1;
      for (j = start3; j < start3 + l2; j++) {
        const t2 = r2[j];
        r2[j] = barrett(t2 + r2[j + l2]);
        r2[j + l2] = t2 - r2[j + l2];
        r2[j + l2] = nttFqMul(zeta, r2[j + l2]);
      }
    }
  }
  for (j = 0; j < 256; j++) {
    r2[j] = nttFqMul(r2[j], NTT_ZETAS_INV[127]);
  }
  return r2;
}

// node_modules/mlkem/esm/src/mlKem768.js
var MlKem768 = class extends MlKemBase {
  constructor() {
    super();
    Object.defineProperty(this, "_k", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 3
    });
    Object.defineProperty(this, "_du", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 10
    });
    Object.defineProperty(this, "_dv", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 4
    });
    Object.defineProperty(this, "_eta1", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 2
    });
    Object.defineProperty(this, "_eta2", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 2
    });
    this._skSize = 12 * this._k * N / 8;
    this._pkSize = this._skSize + 32;
    this._compressedUSize = this._k * this._du * N / 8;
    this._compressedVSize = this._dv * N / 8;
    this._initPool();
  }
  /**
   * Generates a keypair [publicKey, privateKey].
   *
   * If an error occurred, throws {@link MlKemError}.
   *
   * @returns A kaypair [publicKey, privateKey].
   * @throws {@link MlKemError}
   */
  async generateKeyPair() {
    await this._setup();
    try {
      return this._generateKeyPairCore();
    } catch (e) {
      throw new MlKemError(e);
    }
  }
  /**
   * Derives a keypair [publicKey, privateKey] deterministically from a 64-octet seed.
   *
   * If an error occurred, throws {@link MlKemError}.
   *
   * @param seed A 64-octet seed for the deterministic key generation.
   * @returns A kaypair [publicKey, privateKey].
   * @throws {@link MlKemError}
   */
  async deriveKeyPair(seed) {
    await this._setup();
    try {
      return this._deriveKeyPairCore(seed);
    } catch (e) {
      throw new MlKemError(e);
    }
  }
  /**
   * Generates a shared secret from the encapsulated ciphertext and the private key.
   *
   * If an error occurred, throws {@link MlKemError}.
   *
   * @param pk A public key.
   * @param seed An optional 32-octet seed for the deterministic shared secret generation.
   * @returns A ciphertext (encapsulated public key) and a shared secret.
   * @throws {@link MlKemError}
   */
  async encap(pk, seed) {
    await this._setup();
    try {
      return this._encapCore(pk, seed);
    } catch (e) {
      throw new MlKemError(e);
    }
  }
  /**
   * Generates a ciphertext for the public key and a shared secret.
   *
   * If an error occurred, throws {@link MlKemError}.
   *
   * @param ct A ciphertext generated by {@link encap}.
   * @param sk A private key.
   * @returns A shared secret.
   * @throws {@link MlKemError}
   */
  async decap(ct, sk) {
    await this._setup();
    try {
      return this._decapCore(ct, sk);
    } catch (e) {
      throw new MlKemError(e);
    }
  }
};

// node_modules/@hpke/dhkem-x25519/esm/src/primitives/x25519.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _1n3 = 1n;
var _2n3 = 2n;
var _3n = 3n;
var _5n = 5n;
var ed25519_CURVE_p = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn;
function ed25519_pow_2_252_3(x2) {
  const _10n = 10n;
  const _20n = 20n;
  const _40n = 40n;
  const _80n = 80n;
  const P2 = ed25519_CURVE_p;
  const x22 = x2 * x2 % P2;
  const b2 = x22 * x2 % P2;
  const b4 = pow2(b2, _2n3, P2) * b2 % P2;
  const b5 = pow2(b4, _1n3, P2) * x2 % P2;
  const b10 = pow2(b5, _5n, P2) * b5 % P2;
  const b20 = pow2(b10, _10n, P2) * b10 % P2;
  const b40 = pow2(b20, _20n, P2) * b20 % P2;
  const b80 = pow2(b40, _40n, P2) * b40 % P2;
  const b160 = pow2(b80, _80n, P2) * b80 % P2;
  const b240 = pow2(b160, _80n, P2) * b80 % P2;
  const b250 = pow2(b240, _10n, P2) * b10 % P2;
  const pow_p_5_8 = pow2(b250, _2n3, P2) * x2 % P2;
  return { pow_p_5_8, b2 };
}
function adjustScalarBytes(bytes2) {
  bytes2[0] &= 248;
  bytes2[31] &= 127;
  bytes2[31] |= 64;
  return bytes2;
}
var x25519 = /* @__PURE__ */ (() => {
  const P2 = ed25519_CURVE_p;
  return montgomery({
    P: P2,
    type: "x25519",
    powPminus2: (x2) => {
      const { pow_p_5_8, b2 } = ed25519_pow_2_252_3(x2);
      return mod(pow2(pow_p_5_8, _3n, P2) * b2, P2);
    },
    adjustScalarBytes
  });
})();

// node_modules/@hpke/dhkem-x25519/esm/src/hkdfSha256.js
var HkdfSha2562 = class extends HkdfSha256Native {
  async extract(salt, ikm) {
    await this._setup();
    const saltBuf = salt.byteLength === 0 ? new ArrayBuffer(this.hashSize) : toArrayBuffer(salt);
    const ikmBuf = toArrayBuffer(ikm);
    if (saltBuf.byteLength !== this.hashSize) {
      return hmac(sha2562, new Uint8Array(saltBuf), new Uint8Array(ikmBuf)).buffer;
    }
    const key = await this._api.importKey("raw", saltBuf, this.algHash, false, [
      "sign"
    ]);
    return await this._api.sign("HMAC", key, ikmBuf);
  }
};

// node_modules/@hpke/dhkem-x25519/esm/src/dhkemX25519.js
var X255192 = class extends XCurveDhkemPrimitives {
  constructor(hkdf) {
    super("X25519", 32, x25519, hkdf);
  }
  derive(sk, pk) {
    try {
      return Promise.resolve(this._curve.getSharedSecret(sk, pk));
    } catch (e) {
      return Promise.reject(new SerializeError(e));
    }
  }
};

// node_modules/@hpke/hybridkem-x-wing/esm/src/xWing.js
var ALG_NAME = "X-Wing";
var X25519_BASE = new Uint8Array([
  9,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0
]);
var XWING_LABEL = new Uint8Array([92, 46, 47, 47, 94, 92]);
function combiner(ssM, ssX, ctX, pkX) {
  const ret = new Uint8Array(ssM.length + ssX.length + ctX.length + pkX.length + XWING_LABEL.length);
  ret.set(ssM, 0);
  ret.set(ssX, ssM.length);
  ret.set(ctX, ssM.length + ssX.length);
  ret.set(pkX, ssM.length + ssX.length + ctX.length);
  ret.set(XWING_LABEL, ssM.length + ssX.length + ctX.length + pkX.length);
  return sha3_2562.create().update(ret).digest();
}
var XWing = class {
  constructor() {
    Object.defineProperty(this, "id", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: KemId.XWing
    });
    Object.defineProperty(this, "name", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: ALG_NAME
    });
    Object.defineProperty(this, "secretSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 32
    });
    Object.defineProperty(this, "encSize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 1120
    });
    Object.defineProperty(this, "publicKeySize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 1216
    });
    Object.defineProperty(this, "privateKeySize", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: 32
    });
    Object.defineProperty(this, "auth", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: false
    });
    Object.defineProperty(this, "_m", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_x25519", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    Object.defineProperty(this, "_api", {
      enumerable: true,
      configurable: true,
      writable: true,
      value: void 0
    });
    this._m = new MlKem768();
    this._x25519 = new X255192(new HkdfSha2562());
  }
  async serializePublicKey(key) {
    await this._setup();
    try {
      return await this._serializePublicKey(key);
    } catch (e) {
      throw new SerializeError(e);
    }
  }
  async deserializePublicKey(key) {
    await this._setup();
    try {
      return await this._deserializePublicKey(toArrayBuffer(key));
    } catch (e) {
      throw new DeserializeError(e);
    }
  }
  async serializePrivateKey(key) {
    await this._setup();
    try {
      return await this._serializePrivateKey(key);
    } catch (e) {
      throw new SerializeError(e);
    }
  }
  async deserializePrivateKey(key) {
    await this._setup();
    try {
      return await this._deserializePrivateKey(toArrayBuffer(key));
    } catch (e) {
      throw new DeserializeError(e);
    }
  }
  /**
   * Generates a new key pair.
   *
   * @returns {Promise<CryptoKeyPair>} A promise that resolves with a new key pair.
   */
  async generateKeyPair() {
    await this._setup();
    const sk = new Uint8Array(32);
    try {
      this._api.getRandomValues(sk);
    } catch (e) {
      throw new NotSupportedError(e);
    }
    try {
      const [_sk, pk] = await this._generateKeyPairDerand(sk);
      const dSk = await this.deserializePrivateKey(sk.buffer);
      const dPk = await this.deserializePublicKey(pk.buffer);
      return { privateKey: dSk, publicKey: dPk };
    } catch (e) {
      throw new DeriveKeyPairError(e);
    }
  }
  /**
   * Generates a key pair from the secret key.
   * @param sk The secret key.
   * @returns {Promise<CryptoKeyPair>} A promise that resolves with a new key pair.
   * @throws {InvalidParamError} Thrown if the length of the secret key is not 32 bytes.
   * @throws {DeriveKeyPairError} Thrown if the key pair cannot be derived.
   */
  async generateKeyPairDerand(sk) {
    if (sk.byteLength !== 32) {
      throw new InvalidParamError("Invalid length of sk");
    }
    try {
      const [_sk, pk] = await this._generateKeyPairDerand(sk);
      const dSk = await this.deserializePrivateKey(sk.buffer);
      const dPk = await this.deserializePublicKey(pk.buffer);
      return { privateKey: dSk, publicKey: dPk };
    } catch (e) {
      throw new DeriveKeyPairError(e);
    }
  }
  /**
   * Derives a key pair from the input keying material.
   *
   * @param {ArrayBuffer} ikm The input keying material.
   * @returns {Promise<CryptoKeyPair>} A promise that resolves with a new key pair.
   * @throws {DeriveKeyPairError} Thrown if the key pair cannot be derived.
   * @throws {InvalidParamError} Thrown if the length of the IKM is not 32 bytes.
   */
  async deriveKeyPair(ikm) {
    await this._setup();
    try {
      const rawIkm = toArrayBuffer(ikm);
      const sk = shake2562.create({ dkLen: 32 }).update(new Uint8Array(rawIkm)).digest();
      const [_sk, pk] = await this._generateKeyPairDerand(sk);
      const dSk = await this.deserializePrivateKey(sk.buffer);
      const dPk = await this.deserializePublicKey(pk.buffer);
      return { privateKey: dSk, publicKey: dPk };
    } catch (e) {
      throw new DeriveKeyPairError(e);
    }
  }
  /**
   * Imports a key from the input.
   * @param format The format of the key. "raw" or "jwk" can be specified.
   * @param key The key to import. If the format is "raw", the key must be an ArrayBuffer. If the format is "jwk", the key must be a JsonWebKey.
   * @param isPublic A boolean indicating whether the key is public or not. The default is true.
   * @returns {Promise<CryptoKey>} A promise that resolves with the imported key.
   * @throws {DeserializeError} Thrown if the key cannot be imported.
   */
  async importKey(format, key, isPublic = true) {
    await this._setup();
    try {
      let ret;
      if (format === "jwk") {
        if (key instanceof ArrayBuffer || key instanceof Uint8Array) {
          throw new Error("Invalid jwk key format");
        }
        ret = await this._importJWK(key, isPublic);
      } else {
        if (key instanceof ArrayBuffer) {
          ret = new Uint8Array(key);
        } else if (key instanceof Uint8Array) {
          ret = key;
        } else {
          throw new Error("Invalid key format");
        }
      }
      if (isPublic && ret.byteLength !== this.publicKeySize) {
        throw new Error("Invalid length of the key");
      }
      if (!isPublic && ret.byteLength !== this.privateKeySize) {
        throw new Error("Invalid length of the key");
      }
      return new XCryptoKey(ALG_NAME, ret, isPublic ? "public" : "private", isPublic ? [] : KEM_USAGES);
    } catch (e) {
      throw new DeserializeError(e);
    }
  }
  /**
   * Encapsulates the shared secret and the `ct` (ciphertext) as `enc`.
   * @param params The parameters for encapsulation.
   * @returns {Promise<{ sharedSecret: ArrayBuffer; enc: ArrayBuffer }>} A promise that resolves with the `ss` (shared secret) as `sharedSecret` and the `ct` (ciphertext) as `enc`.
   * @throws {InvalidParamError} Thrown if the length of the `ekm` is not 64 bytes.
   * @throws {EncapError} Thrown if the shared secret cannot be encapsulated.
   */
  async encap(params) {
    let ekm = void 0;
    if (params.ekm !== void 0 && !isCryptoKeyPair(params.ekm)) {
      ekm = toArrayBuffer(params.ekm);
      if (ekm.byteLength !== 64) {
        throw new InvalidParamError("ekm must be 64 bytes in length");
      }
    }
    await this._setup();
    let ekM = void 0;
    let ekX;
    if (ekm !== void 0) {
      const ek = new Uint8Array(ekm);
      ekM = ek.subarray(0, 32);
      ekX = ek.subarray(32, 64);
    } else {
      ekX = new Uint8Array(32);
      try {
        this._api.getRandomValues(ekX);
      } catch (e) {
        throw new NotSupportedError(e);
      }
    }
    const pk = new Uint8Array(await this.serializePublicKey(params.recipientPublicKey));
    if (pk.byteLength !== 1216) {
      throw new InvalidParamError("Invalid length of recipientPublicKey");
    }
    try {
      const pkM = pk.subarray(0, 1184);
      const pkX = pk.subarray(1184, 1216);
      const ctX = await this._x25519.derive(ekX, X25519_BASE);
      const ssX = await this._x25519.derive(ekX, pkX);
      const [ctM, ssM] = await this._m.encap(pkM, ekM);
      return {
        sharedSecret: combiner(ssM, ssX, ctX, pkX).buffer,
        enc: concat2(ctM, ctX).buffer
      };
    } catch (e) {
      throw new EncapError(e);
    }
  }
  /**
   * Decapsulates the `ss` (shared secret) from the `enc` and the recipient's private key.
   * The `enc` is the same as the `ct` (ciphertext) resulting from `X-Wing::Encapsulate(),
   * which is executed under the `encap()`.
   * @param params The parameters for decapsulation.
   * @returns {Promise<ArrayBuffer>} A promise that resolves with the shared secret.
   * @throws {InvalidParamError} Thrown if the length of the `enc` is not 1120 bytes.
   * @throws {DecapError} Thrown if the shared secret cannot be decapsulated.
   */
  async decap(params) {
    const enc = toArrayBuffer(params.enc);
    const rSk = isCryptoKeyPair(params.recipientKey) ? params.recipientKey.privateKey : params.recipientKey;
    if (enc.byteLength !== 1120) {
      throw new InvalidParamError("Invalid length of enc");
    }
    const sk = new Uint8Array(await this.serializePrivateKey(rSk));
    if (sk.byteLength !== 32) {
      throw new InvalidParamError("Invalid length of recipientKey");
    }
    await this._setup();
    try {
      const [skM, skX, _pkM, pkX] = await this._expandDecapsulationKey(sk);
      const ct = new Uint8Array(enc);
      const ctM = ct.subarray(0, 1088);
      const ctX = ct.subarray(1088);
      const ssM = await this._m.decap(ctM, skM);
      const ssX = await this._x25519.derive(skX, ctX);
      return combiner(ssM, ssX, ctX, pkX).buffer;
    } catch (e) {
      throw new DecapError(e);
    }
  }
  /**
   * Sets up the MlKemBase instance by loading the necessary crypto library.
   * If the crypto library is already loaded, this method does nothing.
   * @returns {Promise<void>} A promise that resolves when the setup is complete.
   */
  async _setup() {
    if (this._api !== void 0) {
      return;
    }
    this._api = await loadCrypto();
  }
  /**
   * Generates a key pair from the secret key.
   * @param sk The secret key.
   * @returns {Promise<[Uint8Array, Uint8Array]>} A promise that resolves with the key pair derived from the secret key.
   */
  async _generateKeyPairDerand(sk) {
    const [_skM, _skX, pkM, pkX] = await this._expandDecapsulationKey(sk);
    return [sk, concat2(pkM, pkX)];
  }
  /**
   * Expands the decapsulation key.
   * @param sk The secret key.
   * @returns {Promise<[Uint8Array, Uint8Array, Uint8Array, Uint8Array]>} A promise that resolves with the keys derived by expanding the secret key.
   */
  async _expandDecapsulationKey(sk) {
    const expanded = shake2562.create({ dkLen: 96 }).update(sk).digest();
    const [pkM, skM] = await this._m.deriveKeyPair(expanded.subarray(0, 64));
    const skX = expanded.subarray(64, 96);
    const pkX = await this._x25519.derive(skX, X25519_BASE);
    return [skM, skX, pkM, pkX];
  }
  _serializePublicKey(k) {
    return new Promise((resolve, reject) => {
      if (k.type !== "public") {
        reject(new Error("Not public key"));
      }
      if (k.algorithm.name !== this.name) {
        reject(new Error(`Invalid algorithm name: ${k.algorithm.name}`));
      }
      if (k.key.byteLength !== this.publicKeySize) {
        reject(new Error(`Invalid key length: ${k.key.byteLength}`));
      }
      resolve(k.key.buffer);
    });
  }
  _deserializePublicKey(k) {
    return new Promise((resolve, reject) => {
      if (k.byteLength !== this.publicKeySize) {
        reject(new Error(`Invalid key length: ${k.byteLength}`));
      }
      resolve(new XCryptoKey(this.name, new Uint8Array(k), "public"));
    });
  }
  _serializePrivateKey(k) {
    return new Promise((resolve, reject) => {
      if (k.type !== "private") {
        reject(new Error("Not private key"));
      }
      if (k.algorithm.name !== this.name) {
        reject(new Error(`Invalid algorithm name: ${k.algorithm.name}`));
      }
      if (k.key.byteLength !== this.privateKeySize) {
        reject(new Error(`Invalid key length: ${k.key.byteLength}`));
      }
      resolve(k.key.buffer);
    });
  }
  _deserializePrivateKey(k) {
    return new Promise((resolve, reject) => {
      if (k.byteLength !== this.privateKeySize) {
        reject(new Error(`Invalid key length: ${k.byteLength}`));
      }
      resolve(new XCryptoKey(this.name, new Uint8Array(k), "private", ["deriveBits"]));
    });
  }
  _importJWK(key, isPublic) {
    return new Promise((resolve, reject) => {
      if (typeof key.kty === "undefined" || key.kty !== "AKP") {
        reject(new Error(`Invalid kty: ${key.kty}`));
      }
      if (typeof key.alg === "undefined" || key.alg !== ALG_NAME) {
        reject(new Error(`Invalid alg: ${key.alg}`));
      }
      if (!isPublic) {
        if (typeof key.priv === "undefined") {
          reject(new Error("Invalid key: `priv` not found"));
        }
        if (typeof key.key_ops !== "undefined" && (key.key_ops.length !== 1 || key.key_ops[0] !== "deriveBits")) {
          reject(new Error("Invalid key: `key_ops` should be ['deriveBits']"));
        }
        resolve(base64UrlToBytes(key.priv));
      }
      if (typeof key.priv !== "undefined") {
        reject(new Error("Invalid key: `priv` should not be set"));
      }
      if (typeof key.pub === "undefined") {
        reject(new Error("Invalid key: `pub` not found"));
      }
      if (typeof key.key_ops !== "undefined" && key.key_ops.length > 0) {
        reject(new Error("Invalid key: `key_ops` should not be set"));
      }
      resolve(base64UrlToBytes(key.pub));
    });
  }
};

// src/seal.ts
var SUITE = "HPKE-Base X-Wing HKDF-SHA256 AES-256-GCM";
var SEALING_KEY_BYTES = 1216;
var ENC_BYTES = 1120;
var kem = new XWing();
var suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
async function seal(sealingKey, info, plaintext) {
  const recipientPublicKey = await kem.deserializePublicKey(buffer(sealingKey));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: buffer(info) }, buffer(plaintext));
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}
async function open(openingSeed, info, sealed) {
  const recipientKey = await kem.importKey("raw", buffer(openingSeed), false);
  const enc = buffer(sealed.slice(0, ENC_BYTES));
  try {
    const ct = buffer(sealed.slice(ENC_BYTES));
    return new Uint8Array(await suite.open({ recipientKey, enc, info: buffer(info) }, ct));
  } catch {
    return null;
  }
}
async function sealingKeyOf(openingSeed) {
  const { publicKey: publicKey2 } = await kem.generateKeyPairDerand(openingSeed);
  return new Uint8Array(await kem.serializePublicKey(publicKey2));
}
function buffer(data) {
  return data.slice().buffer;
}

// src/device.ts
var Device = class _Device {
  constructor(manifest, contest, secrets) {
    this.manifest = manifest;
    this.contest = contest;
    this.secrets = secrets;
  }
  manifest;
  contest;
  secrets;
  static async of(manifest, contest, seed) {
    return new _Device(manifest, contest, await derive(seed, manifest.mh, contest.id, contest.issuer));
  }
  get message() {
    return credentialMessage(this.manifest.mh, this.contest.id, this.secrets.ballotPk);
  }
  /** The blinded value for the roll office: always the same one. */
  request() {
    return blind(this.contest.issuer, this.message, this.secrets.pssSalt, this.secrets.blinding);
  }
  /** The credential in the roll office's answer, verified under the manifest's key. */
  take(answer) {
    return finalize(this.contest.issuer, this.message, answer, this.secrets.blinding);
  }
  holds(credential) {
    return verifyCredential(this.contest.issuer, this.message, credential);
  }
  /** A ballot with this ranking and number, freshly sealed. */
  async cast(credential, ranking, seq) {
    const { id, kind, candidates } = this.contest;
    const { ballotPk, privateSeed, nonce } = this.secrets;
    const plaintext = writePlaintext(kind, ranking, candidates.length);
    const info = sealInfo(this.manifest.mh, id, ballotPk);
    const sealed = await seal(this.manifest.sealingKey, info, plaintext);
    const unsigned2 = { contest: id, ballotPk, seq, credential, sealed };
    const signature = await sign(privateSeed, await ballotMessage(this.manifest.mh, unsigned2));
    const leaf = { ...unsigned2, signature };
    const c2 = await commitment(await leafHash(encodeLeaf(leaf)), nonce);
    return { seq, body: writeCast(leaf, nonce), c: toBase64url(c2) };
  }
  /** Whether the box has promised this: its answer is for this cast, and signed. */
  async accepts(cast2, receipt2) {
    return receipt2.c === cast2.c && promised(this.manifest, receipt2);
  }
};
function promised(manifest, receipt2) {
  const message = promiseMessage(manifest.mh, fromBase64url(receipt2.c, 32));
  return verify(manifest.promiseKey, message, fromBase64url(receipt2.promise, 64));
}
function writeCast(leaf, nonce) {
  return JSON.stringify({
    ballot_pk: toBase64url(leaf.ballotPk),
    contest: leaf.contest,
    credential: toBase64url(leaf.credential),
    nonce: toBase64url(nonce),
    sealed: toBase64url(leaf.sealed),
    seq: leaf.seq,
    signature: toBase64url(leaf.signature)
  });
}

// src/voting.ts
var SequenceConflict = class extends Error {
  constructor(lastSeq) {
    super(`the last ballot accepted has number ${lastSeq}`);
    this.lastSeq = lastSeq;
  }
  lastSeq;
};
var DrawnElsewhere = class extends Error {
};
var FalseReceipt = class extends Error {
};
var AnotherPerson = class extends Error {
};
var WAITS_MS = [0, 1e3, 2e3, 4e3, 8e3];
var Voting = class {
  constructor(api, keeper, manifest, person, waits = WAITS_MS) {
    this.api = api;
    this.keeper = keeper;
    this.manifest = manifest;
    this.person = person;
    this.waits = waits;
  }
  api;
  keeper;
  manifest;
  person;
  waits;
  seed() {
    return this.keeper.seed(this.manifest.mh, this.person);
  }
  makeSeed() {
    return this.keeper.makeSeed(this.manifest.mh, this.person);
  }
  setSeed(seed) {
    return this.keeper.setSeed(this.manifest.mh, this.person, seed);
  }
  forget() {
    return this.keeper.forget(this.manifest.mh, this.person);
  }
  paper(contest) {
    return this.keeper.paper(this.manifest.mh, this.person, contest);
  }
  /**
   * Cast a ballot and give its receipt. `after`: the number of the last ballot in the box, where
   * the voter has been told of it. Raises Problem, SequenceConflict, DrawnElsewhere,
   * FalseReceipt, AnotherPerson, CredentialError.
   */
  async cast(contest, ranking, tell = () => {
  }, after) {
    const device = await Device.of(this.manifest, contest, await this.makeSeed());
    const credential = await this.credential(device, tell);
    await this.settle(device, tell);
    const paper = await this.paper(contest.id);
    tell("sealing");
    const seq = Math.max(paper.lastSeq, after ?? 0) + 1;
    const cast2 = await device.cast(credential, ranking, seq);
    await this.change(contest.id, { pending: cast2 });
    return this.send(device, cast2, tell);
  }
  /** Send a cast again whose answer is missing; the receipt, or null if there is none. */
  async settle(device, tell = () => {
  }) {
    const { pending } = await this.paper(device.contest.id);
    if (!pending) return null;
    return this.send(device, pending, tell);
  }
  /** Ask again for what was sent last, after the page was closed or the line broke. */
  async resume(contest, tell = () => {
  }) {
    return this.settle(await Device.of(this.manifest, contest, await this.makeSeed()), tell);
  }
  async credential(device, tell) {
    const { credential } = await this.paper(device.contest.id);
    if (credential !== void 0) {
      const kept = fromBase64url(credential);
      if (await device.holds(kept)) return kept;
    }
    tell("drawing");
    const z2 = await device.request();
    const now = await this.keeper.signedIn(this.manifest.election.id);
    if (now?.person !== this.person) throw new AnotherPerson();
    let answer;
    try {
      answer = await this.patiently(() => this.api.draw(device.contest.id, z2), tell, "drawing");
    } catch (error) {
      if (error instanceof Problem && error.code === "already-drawn") throw new DrawnElsewhere();
      throw error;
    }
    tell("checking");
    const drawn = await device.take(answer);
    await this.change(device.contest.id, { credential: toBase64url(drawn) });
    return drawn;
  }
  async send(device, cast2, tell) {
    tell("casting");
    const contest = device.contest.id;
    let answer;
    try {
      answer = await this.patiently(() => this.api.cast(cast2.body), tell, "casting");
    } catch (error) {
      if (error instanceof Problem && !error.passing) await this.change(contest, { pending: void 0 });
      if (error instanceof Problem && error.code === "sequence") {
        throw new SequenceConflict(Number(error.more.last_seq));
      }
      throw error;
    }
    const receipt2 = { seq: cast2.seq, c: answer.c, promise: answer.promise };
    if (!await device.accepts(cast2, receipt2)) throw new FalseReceipt();
    const { receipts } = await this.paper(contest);
    const others = receipts.filter((known) => known.c !== receipt2.c);
    await this.change(contest, {
      lastSeq: cast2.seq,
      pending: void 0,
      receipts: [...others, receipt2]
    });
    return receipt2;
  }
  /** The same request until it is answered, or refused for good. */
  async patiently(request, tell, step) {
    let asked = 0;
    for (const [turn, wait] of this.waits.entries()) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(wait, asked)));
      tell(step);
      try {
        return await request();
      } catch (error) {
        const last = turn === this.waits.length - 1;
        if (last || !(error instanceof Problem) || !error.passing) throw error;
        asked = 1e3 * Math.min(error.retryAfter, 60);
        tell("waiting");
      }
    }
    throw new Problem("offline", 0, "No answer came.");
  }
  /** Change what is kept of a paper; `undefined` takes a thing away. */
  async change(contest, changes) {
    const whole = { ...await this.paper(contest), ...changes };
    for (const key of Object.keys(whole)) if (whole[key] === void 0) delete whole[key];
    await this.keeper.setPaper(this.manifest.mh, this.person, contest, whole);
  }
};

// src/app.ts
var App = class {
  constructor(shell, api, keeper, manifest, main, live) {
    this.shell = shell;
    this.api = api;
    this.keeper = keeper;
    this.manifest = manifest;
    this.main = main;
    this.live = live;
    this.closes = manifest.closes;
  }
  shell;
  api;
  keeper;
  manifest;
  main;
  live;
  me = null;
  voting = null;
  /** The personal link's `id.secret`, if this tab was opened with one. */
  link = null;
  /** When voting ends: as extended, once the box has said so. */
  closes;
  /** Show a page and let a screen reader begin at its heading. */
  show(title, ...children) {
    const heading = h("h1", { tabindex: -1 }, title);
    document.title = `${title} – ${this.manifest.election.title}`;
    this.main.replaceChildren(h("div", { class: "page" }, heading, ...children));
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }
  /** Say something to those who do not see the change. */
  announce(text2) {
    this.live.textContent = "";
    requestAnimationFrame(() => {
      this.live.textContent = text2;
    });
  }
  go(state) {
    const wanted = `#${state}`;
    if (location.hash === wanted) window.dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = wanted;
  }
  contest(id) {
    return this.manifest.contests.find((contest) => contest.id === id);
  }
  /** The service's time. */
  now() {
    return new Date(Date.now() + this.shell.clockAhead);
  }
  time(date) {
    return inWords(date, this.shell.zone);
  }
  /** Whom to ask, as the end of a sentence. */
  get ask() {
    return this.shell.contact ? `Ask the returning officer: ${this.shell.contact}.` : "Ask the returning officer.";
  }
  /** Take up the session of the person whose cookie the roll office has given. */
  async signedIn(person) {
    this.me = await this.api.me();
    this.voting = new Voting(this.api, this.keeper, this.manifest, person);
  }
  async refresh() {
    this.me = await this.api.me();
  }
  signedOut() {
    this.me = null;
    this.voting = null;
  }
  // The ranking in progress lives in this tab only, until it is cast.
  draft(contest) {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.draftKey(contest)) ?? "[]");
      const candidates = this.contest(contest)?.candidates.length ?? 0;
      const fits = (number) => Number.isInteger(number) && Number(number) >= 1 && Number(number) <= candidates;
      return Array.isArray(kept) && kept.every(fits) ? [...new Set(kept)] : [];
    } catch {
      return this.drafts.get(contest) ?? [];
    }
  }
  setDraft(contest, ranking) {
    this.drafts.set(contest, ranking ?? []);
    try {
      if (ranking) sessionStorage.setItem(this.draftKey(contest), JSON.stringify(ranking));
      else sessionStorage.removeItem(this.draftKey(contest));
    } catch {
    }
  }
  drafts = /* @__PURE__ */ new Map();
  draftKey(contest) {
    return `omov/draft/${toBase64url(this.manifest.mh)}/${this.voting?.person ?? ""}/${contest}`;
  }
};
function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
function places(contest) {
  if (contest.kind === "motion") return "For or against";
  const noun2 = contest.kind === "options" ? "option" : "candidate";
  return `${plural(contest.seats, contest.kind === "options" ? "choice" : "place")}, ${plural(standing(contest), noun2)}`;
}

// src/core.ts
var core_exports = {};
__export(core_exports, {
  CredentialError: () => CredentialError,
  Device: () => Device,
  EncodingError: () => EncodingError,
  LogError: () => LogError,
  MODULUS_BYTES: () => MODULUS_BYTES,
  ManifestError: () => ManifestError,
  RootBuilder: () => RootBuilder,
  SEALING_KEY_BYTES: () => SEALING_KEY_BYTES,
  SEED_BYTES: () => SEED_BYTES,
  SEED_WORDS: () => SEED_WORDS,
  SUITE: () => SUITE,
  WordsError: () => WordsError,
  ballotMessage: () => ballotMessage,
  blind: () => blind,
  bundlePath: () => bundlePath,
  commitment: () => commitment,
  concat: () => concat,
  credentialMessage: () => credentialMessage,
  decodeBallot: () => decodeBallot,
  derive: () => derive,
  describe: () => describe,
  ed25519: () => ed25519_exports,
  encodeLeaf: () => encodeLeaf,
  equal: () => equal,
  finalize: () => finalize,
  fromBase64: () => fromBase64,
  fromBase64url: () => fromBase64url,
  fromBigInt: () => fromBigInt,
  fromUnsigned: () => fromUnsigned,
  isUnit: () => isUnit,
  laterNeverHurts: () => laterNeverHurts,
  leafHash: () => leafHash,
  leafKind: () => leafKind,
  lp: () => lp,
  newSeed: () => newSeed,
  open: () => open,
  promiseMessage: () => promiseMessage,
  promised: () => promised,
  pssEncode: () => pssEncode,
  readBundle: () => readBundle,
  readCheckpoint: () => readCheckpoint,
  readManifest: () => readManifest,
  readPlaintext: () => readPlaintext,
  reasonInWords: () => reasonInWords,
  seal: () => seal,
  sealInfo: () => sealInfo,
  sealingKeyOf: () => sealingKeyOf,
  searchLog: () => searchLog,
  seedToWords: () => seedToWords,
  sha256: () => sha256,
  tagged: () => tagged,
  text: () => text,
  toBase64: () => toBase64,
  toBase64url: () => toBase64url,
  toBigInt: () => toBigInt,
  toHex: () => toHex,
  trace: () => trace,
  unLp: () => unLp,
  unsigned: () => unsigned,
  utf8: () => utf8,
  verifyCredential: () => verifyCredential,
  wordsToSeed: () => wordsToSeed,
  writePlaintext: () => writePlaintext
});

// src/log.ts
var WIDTH = 256;
var LogError = class extends Error {
};
async function readCheckpoint(note, manifest) {
  const whole = text(note);
  const cut = whole.lastIndexOf("\n\n");
  const signed = whole.slice(0, cut + 1);
  const [origin, size, root, rest] = signed.split("\n");
  if (cut < 0 || rest !== "" || origin !== manifest.origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? "")) {
    throw new LogError("this is not a checkpoint of this log");
  }
  const id = (await sha256(concat(utf8(`${origin}
`), Uint8Array.of(1), manifest.logKey))).slice(0, 4);
  for (const line of whole.slice(cut + 2).split("\n")) {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== origin || encoded === void 0) continue;
    const data = fromBase64(encoded);
    if (!equal(data.slice(0, 4), id)) continue;
    if (!await verify(manifest.logKey, utf8(signed), data.slice(4))) {
      throw new LogError("the log's signature does not hold");
    }
    return { size: Number(size), root: fromBase64(root ?? "") };
  }
  throw new LogError("this checkpoint is not signed by the log");
}
async function searchLog(api, manifest, keys, progress = () => {
}) {
  const checkpoint = await readCheckpoint(await api.checkpoint(), manifest);
  const root = new RootBuilder();
  const ballots2 = [];
  let last = "";
  for (let index = 0; index * WIDTH < checkpoint.size; index += 1) {
    const width = Math.min(WIDTH, checkpoint.size - index * WIDTH);
    for (const data of readBundle(await api.bundle(bundlePath(index, width)), width)) {
      const position = root.size;
      const hash = await leafHash(data);
      await root.add(hash);
      last = leafKind(unLp(data));
      const leaf = decodeBallot(data);
      if (position === 0) checkFirst(data, manifest);
      if (leaf && keys.some((key) => key.contest === leaf.contest && equal(key.ballotPk, leaf.ballotPk))) {
        ballots2.push({ position, hash, leaf });
      }
    }
    progress(root.size, checkpoint.size);
  }
  if (!equal(await root.root(), checkpoint.root)) {
    throw new LogError("the ballots of the log do not give the root that the log has signed");
  }
  return { checkpoint, closed: last === "close", ballots: ballots2 };
}
function checkFirst(data, manifest) {
  const fields = unLp(data);
  if (leafKind(fields) !== "manifest-leaf" || !equal(fields[1] ?? new Uint8Array(), manifest.mh)) {
    throw new LogError("this log is of another election");
  }
}
function bundlePath(index, width) {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  const name = groups.map((group, at) => at < groups.length - 1 ? `x${group}` : group).join("/");
  return `tile/entries/${name}${width === WIDTH ? "" : `.p/${width}`}`;
}
function readBundle(data, width) {
  const leaves = [];
  let at = 0;
  while (at < data.length) {
    const end = at + 2 + fromUnsigned(data.subarray(at, at + 2));
    if (data.length - at < 2 || end > data.length) throw new LogError("a leaf is cut short");
    leaves.push(data.slice(at + 2, end));
    at = end;
  }
  if (leaves.length !== width) throw new LogError(`expected ${width} leaves, got ${leaves.length}`);
  return leaves;
}
var RootBuilder = class {
  peaks = [];
  size = 0;
  async add(hash) {
    this.peaks.push(hash);
    this.size += 1;
    for (let full = this.size; full % 2 === 0; full /= 2) {
      const right = this.peaks.pop() ?? hash;
      const left = this.peaks.pop() ?? hash;
      this.peaks.push(await node(left, right));
    }
  }
  async root() {
    const [last, ...rest] = [...this.peaks].reverse();
    if (!last) return sha256(new Uint8Array());
    let found = last;
    for (const left of rest) found = await node(left, found);
    return found;
  }
};
function node(left, right) {
  return sha256(concat(Uint8Array.of(1), left, right));
}

// src/manifest.ts
var ManifestError = class extends Error {
};
async function readManifest(data) {
  const mh = await sha256(data);
  try {
    return interpret(mh, JSON.parse(text(data)));
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    throw new ManifestError(`the manifest cannot be read: ${String(error)}`);
  }
}
function interpret(mh, raw) {
  if (raw.format !== "omov/manifest/v1") throw new ManifestError("this is not a manifest");
  if (raw.seal.suite !== SUITE) throw new ManifestError(`unknown sealing suite ${raw.seal.suite}`);
  return {
    mh,
    election: { id: raw.election.id, title: raw.election.title },
    contests: raw.contests.filter((contest) => contest.secrecy === "secret").map((contest) => interpretContest(contest, raw)),
    opens: instant(raw.times.opens),
    closes: instant(raw.times.closes),
    graceSeconds: raw.times.grace,
    intervalSeconds: raw.times.interval,
    sealingKey: fromBase64url(raw.seal.key, SEALING_KEY_BYTES),
    holding: raw.seal.holding,
    threshold: raw.seal.threshold,
    trustees: raw.seal.trustees.map((trustee) => trustee.name),
    promiseKey: fromBase64url(raw.promise_key, 32),
    origin: raw.log.origin,
    logKey: fromBase64url(raw.log.key, 32),
    publication: raw.publication
  };
}
function interpretContest(raw, whole) {
  if (raw.issuer === null || raw.issuer.e !== 65537) {
    throw new ManifestError(`contest ${raw.id} has no issuer's key with exponent 65537`);
  }
  const n2 = fromBase64url(raw.issuer.n, MODULUS_BYTES);
  if ((n2[0] ?? 0) < 128 || (n2[MODULUS_BYTES - 1] ?? 0) % 2 === 0) {
    throw new ManifestError(`the issuer's key of contest ${raw.id} has not 3072 bits, or is even`);
  }
  const bodies = whole.bodies.filter((body) => body.contests.includes(raw.id));
  const shared = bodies.flatMap((body) => body.constraints.map((item) => item.bound.label));
  return {
    id: raw.id,
    title: raw.title,
    kind: kindOf(raw.kind),
    seats: raw.seats,
    candidates: raw.candidates.map((candidate) => candidate.name),
    candidateIds: raw.candidates.map((candidate) => candidate.id),
    rule: raw.rule.id,
    constraints: [...raw.constraints.map((item) => item.label), ...shared],
    policy: raw.policy,
    entitled: raw.entitled,
    issuer: { n: n2 }
  };
}
function kindOf(name) {
  if (name === "ranked" || name === "options" || name === "motion") return name;
  throw new ManifestError(`this booth does not know ballots of the kind ${name}`);
}
function instant(written) {
  const date = new Date(written);
  if (Number.isNaN(date.getTime())) throw new ManifestError(`${written} is not a time`);
  return date;
}
var DECIDED_FIRST = [
  "av",
  "ers97",
  "meek-nz",
  "meek-prf",
  "scottish-2007",
  "scottish-2011",
  "wigm-exact",
  "wigm-exact-droop",
  "wigm-prf"
];
function laterNeverHurts(contest) {
  return contest.constraints.length === 0 && DECIDED_FIRST.includes(contest.rule);
}

// src/mine.ts
async function trace(api, manifest, seed, receiptsOf, progress = () => {
}) {
  const devices = [];
  for (const contest of manifest.contests) devices.push(await Device.of(manifest, contest, seed));
  const keys = devices.map((device) => ({
    contest: device.contest.id,
    ballotPk: device.secrets.ballotPk
  }));
  const found = await searchLog(api, manifest, keys, progress);
  const openingSeed = found.closed ? await openingOf(api, manifest) : null;
  const contests = [];
  for (const device of devices) {
    const logged = found.ballots.filter((ballot) => ballot.leaf.contest === device.contest.id).sort((a2, b2) => a2.leaf.seq - b2.leaf.seq);
    const receipts = await receiptsOf(device.contest.id);
    contests.push(await traceOne(manifest, device, logged, receipts, openingSeed));
  }
  return { checkpoint: found.checkpoint, closed: found.closed, contests };
}
async function openingOf(api, manifest) {
  const seed = await api.opening();
  if (seed && !equal(await sealingKeyOf(seed), manifest.sealingKey)) {
    throw new LogError("the published opening key is not that of this election");
  }
  return seed;
}
async function traceOne(manifest, device, logged, receipts, openingSeed) {
  const { contest, secrets } = device;
  const references = /* @__PURE__ */ new Set();
  for (const ballot of logged) references.add(toBase64url(await commitment(ballot.hash, secrets.nonce)));
  const signed = [];
  const unsigned2 = [];
  for (const item of receipts) (await promised(manifest, item) ? signed : unsigned2).push(item);
  return {
    contest,
    ballotPk: secrets.ballotPk,
    logged,
    kept: signed.filter((item) => references.has(item.c)),
    missing: signed.filter((item) => !references.has(item.c)),
    unsigned: unsigned2,
    opened: await openLast(manifest, contest, logged, openingSeed)
  };
}
async function openLast(manifest, contest, logged, openingSeed) {
  const last = logged[logged.length - 1];
  if (!last || !openingSeed) return null;
  const info = sealInfo(manifest.mh, contest.id, last.leaf.ballotPk);
  const plaintext = await open(openingSeed, info, last.leaf.sealed);
  return plaintext ? readPlaintext(contest.kind, plaintext, contest.candidates.length) : "does-not-open";
}

// node_modules/@noble/hashes/utils.js
function isBytes3(a2) {
  return a2 instanceof Uint8Array || ArrayBuffer.isView(a2) && a2.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a2 && a2.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber3(n2, title = "") {
  if (typeof n2 !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n2);
  if (!Number.isSafeInteger(n2) || n2 < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n2);
  return n2;
}
function abytes3(value, length, title = "") {
  if (isBytes3(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber3(length, "length");
  const bytes2 = isBytes3(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes2 ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes2)
    throw new TypeError(message);
  throw new RangeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists3(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput3(out, instance) {
  abytes3(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function clean3(...arrays) {
  for (let i2 = 0; i2 < arrays.length; i2++) {
    arrays[i2].fill(0);
  }
}
function createView2(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr2(word, shift) {
  return word << 32 - shift | word >>> shift;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher3(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
var oidNist3 = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/hashes/_u64.js
var fromNumH = (n2) => n2 / 2 ** 32 | 0;
var fromNumL = (n2) => n2 >>> 0;
function setU64FromNum(view, byteOffset, n2, isLE3) {
  const h3 = fromNumH(n2);
  const l2 = fromNumL(n2);
  view.setUint32(byteOffset, isLE3 ? l2 : h3, isLE3);
  view.setUint32(byteOffset + 4, isLE3 ? h3 : l2, isLE3);
}

// node_modules/@noble/hashes/_md.js
function Chi2(a2, b2, c2) {
  return a2 & b2 ^ ~a2 & c2;
}
function Maj2(a2, b2, c2) {
  return a2 & b2 ^ a2 & c2 ^ b2 & c2;
}
var HashMD2 = class {
  blockLen;
  outputLen;
  canXOF = false;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = false;
  length = 0;
  pos = 0;
  destroyed = false;
  constructor(blockLen, outputLen, padOffset, isLE3) {
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE3;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView2(this.buffer);
  }
  update(data) {
    aexists3(this);
    abytes3(data);
    const { view, buffer: buffer2, blockLen } = this;
    const len = data.length;
    let processed = false;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        const dataView = createView2(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = true;
        continue;
      }
      buffer2.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      pos += take;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
        processed = true;
      }
    }
    this.length += data.length;
    if (processed)
      this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists3(this);
    aoutput3(out, this);
    this.finished = true;
    const { buffer: buffer2, view, blockLen, isLE: isLE3 } = this;
    let { pos } = this;
    buffer2[pos++] = 128;
    buffer2.fill(0, pos);
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      buffer2.fill(0);
    }
    setU64FromNum(view, blockLen - 8, this.length * 8, isLE3);
    this.process(view, 0);
    this.roundClean();
    const oview = out === buffer2 ? view : createView2(out);
    const len = this.outputLen;
    const outLen = len / 4;
    const state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i2 = 0; i2 < outLen; i2++)
      oview.setUint32(4 * i2, state[i2], isLE3);
  }
  digest() {
    const { buffer: buffer2, outputLen } = this;
    this.digestInto(buffer2);
    const res = buffer2.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneIntoMeta(to) {
    const { buffer: buffer2, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (pos)
      to.buffer.set(buffer2);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA256_IV2 = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);

// node_modules/@noble/hashes/sha2.js
var SHA256_K2 = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var SHA256_W2 = /* @__PURE__ */ new Uint32Array(64);
var SHA2_32B2 = class extends HashMD2 {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and makes sha256 3x slower (measured).
  A = 0;
  B = 0;
  C = 0;
  D = 0;
  E = 0;
  F = 0;
  G = 0;
  H = 0;
  constructor(outputLen, IV) {
    super(64, outputLen, 8, false);
    this.A = IV[0] | 0;
    this.B = IV[1] | 0;
    this.C = IV[2] | 0;
    this.D = IV[3] | 0;
    this.E = IV[4] | 0;
    this.F = IV[5] | 0;
    this.G = IV[6] | 0;
    this.H = IV[7] | 0;
  }
  get() {
    const { A: A2, B, C: C2, D: D2, E: E2, F: F2, G, H: H2 } = this;
    return [A2, B, C2, D2, E2, F2, G, H2];
  }
  // prettier-ignore
  set(A2, B, C2, D2, E2, F2, G, H2) {
    this.A = A2 | 0;
    this.B = B | 0;
    this.C = C2 | 0;
    this.D = D2 | 0;
    this.E = E2 | 0;
    this.F = F2 | 0;
    this.G = G | 0;
    this.H = H2 | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i2 = 0; i2 < 16; i2++, offset += 4)
      SHA256_W2[i2] = view.getUint32(offset, false);
    for (let i2 = 16; i2 < 64; i2++) {
      const W15 = SHA256_W2[i2 - 15];
      const W2 = SHA256_W2[i2 - 2];
      const s0 = rotr2(W15, 7) ^ rotr2(W15, 18) ^ W15 >>> 3;
      const s1 = rotr2(W2, 17) ^ rotr2(W2, 19) ^ W2 >>> 10;
      SHA256_W2[i2] = s1 + SHA256_W2[i2 - 7] + s0 + SHA256_W2[i2 - 16] | 0;
    }
    let { A: A2, B, C: C2, D: D2, E: E2, F: F2, G, H: H2 } = this;
    for (let i2 = 0; i2 < 64; i2++) {
      const sigma1 = rotr2(E2, 6) ^ rotr2(E2, 11) ^ rotr2(E2, 25);
      const T1 = H2 + sigma1 + Chi2(E2, F2, G) + SHA256_K2[i2] + SHA256_W2[i2] | 0;
      const sigma0 = rotr2(A2, 2) ^ rotr2(A2, 13) ^ rotr2(A2, 22);
      const T2 = sigma0 + Maj2(A2, B, C2) | 0;
      H2 = G;
      G = F2;
      F2 = E2;
      E2 = D2 + T1 | 0;
      D2 = C2;
      C2 = B;
      B = A2;
      A2 = T1 + T2 | 0;
    }
    A2 = A2 + this.A | 0;
    B = B + this.B | 0;
    C2 = C2 + this.C | 0;
    D2 = D2 + this.D | 0;
    E2 = E2 + this.E | 0;
    F2 = F2 + this.F | 0;
    G = G + this.G | 0;
    H2 = H2 + this.H | 0;
    this.set(A2, B, C2, D2, E2, F2, G, H2);
  }
  roundClean() {
    clean3(SHA256_W2);
  }
  destroy() {
    this.destroyed = true;
    this.set(0, 0, 0, 0, 0, 0, 0, 0);
    clean3(this.buffer);
  }
};
var _SHA2562 = class extends SHA2_32B2 {
  constructor() {
    super(32, SHA256_IV2);
  }
};
var sha2563 = /* @__PURE__ */ createHasher3(
  () => new _SHA2562(),
  /* @__PURE__ */ oidNist3(1)
);

// node_modules/@scure/bip39/index.js
/*! scure-bip39 - MIT License (c) 2022 Patricio Palladino, Paul Miller (paulmillr.com) */
var isJapanese = (wordlist2) => wordlist2[0] === "あいこくしん";
function isWellFormedUnicode(value) {
  for (let i2 = 0; i2 < value.length; i2++) {
    const current = value.charCodeAt(i2);
    if (current >= 55296 && current <= 56319) {
      if (i2 + 1 >= value.length)
        return false;
      const next = value.charCodeAt(++i2);
      if (next < 56320 || next > 57343)
        return false;
    } else if (current >= 56320 && current <= 57343) {
      return false;
    }
  }
  return true;
}
function nfkd(str) {
  if (typeof str !== "string")
    throw new TypeError("invalid mnemonic type: " + typeof str);
  if (!isWellFormedUnicode(str))
    throw new TypeError("expected well-formed Unicode string");
  return str.normalize("NFKD");
}
function normalize(str) {
  const norm = nfkd(str);
  const words = norm.split(" ");
  if (![12, 15, 18, 21, 24].includes(words.length))
    throw new Error("Invalid mnemonic");
  return { nfkd: norm, words };
}
function aentropy(ent) {
  abytes3(ent);
  if (![16, 20, 24, 28, 32].includes(ent.length))
    throw new RangeError("invalid entropy length");
}
var calcChecksum = (entropy) => {
  const bitsLeft = 8 - entropy.length / 4;
  return sha2563(entropy)[0] >> bitsLeft << bitsLeft;
};
function awordlist(wordlist2) {
  if (!Array.isArray(wordlist2) || wordlist2.length !== 2048 || typeof wordlist2[0] !== "string")
    throw new TypeError("Wordlist: expected array of 2048 strings");
  wordlist2.forEach((i2) => {
    if (typeof i2 !== "string")
      throw new TypeError("wordlist: non-string element: " + i2);
    if (!isWellFormedUnicode(i2))
      throw new TypeError("wordlist: expected well-formed Unicode string");
  });
}
function encodeWords(entropy, wordlist2) {
  awordlist(wordlist2);
  const bytes2 = new Uint8Array(entropy.length + 1);
  bytes2.set(entropy);
  bytes2[entropy.length] = calcChecksum(entropy);
  const words = [];
  let carry = 0;
  let bits = 0;
  for (const byte2 of bytes2) {
    carry = carry << 8 | byte2;
    bits += 8;
    if (bits >= 11) {
      bits -= 11;
      words.push(wordlist2[carry >>> bits & 2047]);
      carry &= (1 << bits) - 1;
    }
  }
  return words;
}
function decodeWords(words, wordlist2) {
  awordlist(wordlist2);
  const entLen = words.length / 3 * 4;
  const bytes2 = new Uint8Array(entLen + 1);
  let carry = 0;
  let bits = 0;
  let pos = 0;
  for (const word of words) {
    const index = wordlist2.indexOf(word);
    if (index === -1)
      throw new Error("Unknown word: " + word);
    carry = carry << 11 | index;
    bits += 11;
    while (bits >= 8) {
      bits -= 8;
      bytes2[pos++] = carry >>> bits & 255;
    }
    carry &= (1 << bits) - 1;
  }
  if (bits > 0)
    bytes2[pos] = carry << 8 - bits;
  const entropy = bytes2.subarray(0, entLen);
  if (bytes2[entLen] !== calcChecksum(entropy))
    throw new Error("Invalid checksum");
  return Uint8Array.from(entropy);
}
function mnemonicToEntropy(mnemonic, wordlist2) {
  const { words } = normalize(mnemonic);
  const entropy = decodeWords(words, wordlist2);
  aentropy(entropy);
  return entropy;
}
function entropyToMnemonic(entropy, wordlist2) {
  aentropy(entropy);
  const words = encodeWords(entropy, wordlist2);
  return words.join(isJapanese(wordlist2) ? "　" : " ");
}

// node_modules/@scure/bip39/wordlists/english.js
var wordlist = /* @__PURE__ */ Object.freeze(`abandon
ability
able
about
above
absent
absorb
abstract
absurd
abuse
access
accident
account
accuse
achieve
acid
acoustic
acquire
across
act
action
actor
actress
actual
adapt
add
addict
address
adjust
admit
adult
advance
advice
aerobic
affair
afford
afraid
again
age
agent
agree
ahead
aim
air
airport
aisle
alarm
album
alcohol
alert
alien
all
alley
allow
almost
alone
alpha
already
also
alter
always
amateur
amazing
among
amount
amused
analyst
anchor
ancient
anger
angle
angry
animal
ankle
announce
annual
another
answer
antenna
antique
anxiety
any
apart
apology
appear
apple
approve
april
arch
arctic
area
arena
argue
arm
armed
armor
army
around
arrange
arrest
arrive
arrow
art
artefact
artist
artwork
ask
aspect
assault
asset
assist
assume
asthma
athlete
atom
attack
attend
attitude
attract
auction
audit
august
aunt
author
auto
autumn
average
avocado
avoid
awake
aware
away
awesome
awful
awkward
axis
baby
bachelor
bacon
badge
bag
balance
balcony
ball
bamboo
banana
banner
bar
barely
bargain
barrel
base
basic
basket
battle
beach
bean
beauty
because
become
beef
before
begin
behave
behind
believe
below
belt
bench
benefit
best
betray
better
between
beyond
bicycle
bid
bike
bind
biology
bird
birth
bitter
black
blade
blame
blanket
blast
bleak
bless
blind
blood
blossom
blouse
blue
blur
blush
board
boat
body
boil
bomb
bone
bonus
book
boost
border
boring
borrow
boss
bottom
bounce
box
boy
bracket
brain
brand
brass
brave
bread
breeze
brick
bridge
brief
bright
bring
brisk
broccoli
broken
bronze
broom
brother
brown
brush
bubble
buddy
budget
buffalo
build
bulb
bulk
bullet
bundle
bunker
burden
burger
burst
bus
business
busy
butter
buyer
buzz
cabbage
cabin
cable
cactus
cage
cake
call
calm
camera
camp
can
canal
cancel
candy
cannon
canoe
canvas
canyon
capable
capital
captain
car
carbon
card
cargo
carpet
carry
cart
case
cash
casino
castle
casual
cat
catalog
catch
category
cattle
caught
cause
caution
cave
ceiling
celery
cement
census
century
cereal
certain
chair
chalk
champion
change
chaos
chapter
charge
chase
chat
cheap
check
cheese
chef
cherry
chest
chicken
chief
child
chimney
choice
choose
chronic
chuckle
chunk
churn
cigar
cinnamon
circle
citizen
city
civil
claim
clap
clarify
claw
clay
clean
clerk
clever
click
client
cliff
climb
clinic
clip
clock
clog
close
cloth
cloud
clown
club
clump
cluster
clutch
coach
coast
coconut
code
coffee
coil
coin
collect
color
column
combine
come
comfort
comic
common
company
concert
conduct
confirm
congress
connect
consider
control
convince
cook
cool
copper
copy
coral
core
corn
correct
cost
cotton
couch
country
couple
course
cousin
cover
coyote
crack
cradle
craft
cram
crane
crash
crater
crawl
crazy
cream
credit
creek
crew
cricket
crime
crisp
critic
crop
cross
crouch
crowd
crucial
cruel
cruise
crumble
crunch
crush
cry
crystal
cube
culture
cup
cupboard
curious
current
curtain
curve
cushion
custom
cute
cycle
dad
damage
damp
dance
danger
daring
dash
daughter
dawn
day
deal
debate
debris
decade
december
decide
decline
decorate
decrease
deer
defense
define
defy
degree
delay
deliver
demand
demise
denial
dentist
deny
depart
depend
deposit
depth
deputy
derive
describe
desert
design
desk
despair
destroy
detail
detect
develop
device
devote
diagram
dial
diamond
diary
dice
diesel
diet
differ
digital
dignity
dilemma
dinner
dinosaur
direct
dirt
disagree
discover
disease
dish
dismiss
disorder
display
distance
divert
divide
divorce
dizzy
doctor
document
dog
doll
dolphin
domain
donate
donkey
donor
door
dose
double
dove
draft
dragon
drama
drastic
draw
dream
dress
drift
drill
drink
drip
drive
drop
drum
dry
duck
dumb
dune
during
dust
dutch
duty
dwarf
dynamic
eager
eagle
early
earn
earth
easily
east
easy
echo
ecology
economy
edge
edit
educate
effort
egg
eight
either
elbow
elder
electric
elegant
element
elephant
elevator
elite
else
embark
embody
embrace
emerge
emotion
employ
empower
empty
enable
enact
end
endless
endorse
enemy
energy
enforce
engage
engine
enhance
enjoy
enlist
enough
enrich
enroll
ensure
enter
entire
entry
envelope
episode
equal
equip
era
erase
erode
erosion
error
erupt
escape
essay
essence
estate
eternal
ethics
evidence
evil
evoke
evolve
exact
example
excess
exchange
excite
exclude
excuse
execute
exercise
exhaust
exhibit
exile
exist
exit
exotic
expand
expect
expire
explain
expose
express
extend
extra
eye
eyebrow
fabric
face
faculty
fade
faint
faith
fall
false
fame
family
famous
fan
fancy
fantasy
farm
fashion
fat
fatal
father
fatigue
fault
favorite
feature
february
federal
fee
feed
feel
female
fence
festival
fetch
fever
few
fiber
fiction
field
figure
file
film
filter
final
find
fine
finger
finish
fire
firm
first
fiscal
fish
fit
fitness
fix
flag
flame
flash
flat
flavor
flee
flight
flip
float
flock
floor
flower
fluid
flush
fly
foam
focus
fog
foil
fold
follow
food
foot
force
forest
forget
fork
fortune
forum
forward
fossil
foster
found
fox
fragile
frame
frequent
fresh
friend
fringe
frog
front
frost
frown
frozen
fruit
fuel
fun
funny
furnace
fury
future
gadget
gain
galaxy
gallery
game
gap
garage
garbage
garden
garlic
garment
gas
gasp
gate
gather
gauge
gaze
general
genius
genre
gentle
genuine
gesture
ghost
giant
gift
giggle
ginger
giraffe
girl
give
glad
glance
glare
glass
glide
glimpse
globe
gloom
glory
glove
glow
glue
goat
goddess
gold
good
goose
gorilla
gospel
gossip
govern
gown
grab
grace
grain
grant
grape
grass
gravity
great
green
grid
grief
grit
grocery
group
grow
grunt
guard
guess
guide
guilt
guitar
gun
gym
habit
hair
half
hammer
hamster
hand
happy
harbor
hard
harsh
harvest
hat
have
hawk
hazard
head
health
heart
heavy
hedgehog
height
hello
helmet
help
hen
hero
hidden
high
hill
hint
hip
hire
history
hobby
hockey
hold
hole
holiday
hollow
home
honey
hood
hope
horn
horror
horse
hospital
host
hotel
hour
hover
hub
huge
human
humble
humor
hundred
hungry
hunt
hurdle
hurry
hurt
husband
hybrid
ice
icon
idea
identify
idle
ignore
ill
illegal
illness
image
imitate
immense
immune
impact
impose
improve
impulse
inch
include
income
increase
index
indicate
indoor
industry
infant
inflict
inform
inhale
inherit
initial
inject
injury
inmate
inner
innocent
input
inquiry
insane
insect
inside
inspire
install
intact
interest
into
invest
invite
involve
iron
island
isolate
issue
item
ivory
jacket
jaguar
jar
jazz
jealous
jeans
jelly
jewel
job
join
joke
journey
joy
judge
juice
jump
jungle
junior
junk
just
kangaroo
keen
keep
ketchup
key
kick
kid
kidney
kind
kingdom
kiss
kit
kitchen
kite
kitten
kiwi
knee
knife
knock
know
lab
label
labor
ladder
lady
lake
lamp
language
laptop
large
later
latin
laugh
laundry
lava
law
lawn
lawsuit
layer
lazy
leader
leaf
learn
leave
lecture
left
leg
legal
legend
leisure
lemon
lend
length
lens
leopard
lesson
letter
level
liar
liberty
library
license
life
lift
light
like
limb
limit
link
lion
liquid
list
little
live
lizard
load
loan
lobster
local
lock
logic
lonely
long
loop
lottery
loud
lounge
love
loyal
lucky
luggage
lumber
lunar
lunch
luxury
lyrics
machine
mad
magic
magnet
maid
mail
main
major
make
mammal
man
manage
mandate
mango
mansion
manual
maple
marble
march
margin
marine
market
marriage
mask
mass
master
match
material
math
matrix
matter
maximum
maze
meadow
mean
measure
meat
mechanic
medal
media
melody
melt
member
memory
mention
menu
mercy
merge
merit
merry
mesh
message
metal
method
middle
midnight
milk
million
mimic
mind
minimum
minor
minute
miracle
mirror
misery
miss
mistake
mix
mixed
mixture
mobile
model
modify
mom
moment
monitor
monkey
monster
month
moon
moral
more
morning
mosquito
mother
motion
motor
mountain
mouse
move
movie
much
muffin
mule
multiply
muscle
museum
mushroom
music
must
mutual
myself
mystery
myth
naive
name
napkin
narrow
nasty
nation
nature
near
neck
need
negative
neglect
neither
nephew
nerve
nest
net
network
neutral
never
news
next
nice
night
noble
noise
nominee
noodle
normal
north
nose
notable
note
nothing
notice
novel
now
nuclear
number
nurse
nut
oak
obey
object
oblige
obscure
observe
obtain
obvious
occur
ocean
october
odor
off
offer
office
often
oil
okay
old
olive
olympic
omit
once
one
onion
online
only
open
opera
opinion
oppose
option
orange
orbit
orchard
order
ordinary
organ
orient
original
orphan
ostrich
other
outdoor
outer
output
outside
oval
oven
over
own
owner
oxygen
oyster
ozone
pact
paddle
page
pair
palace
palm
panda
panel
panic
panther
paper
parade
parent
park
parrot
party
pass
patch
path
patient
patrol
pattern
pause
pave
payment
peace
peanut
pear
peasant
pelican
pen
penalty
pencil
people
pepper
perfect
permit
person
pet
phone
photo
phrase
physical
piano
picnic
picture
piece
pig
pigeon
pill
pilot
pink
pioneer
pipe
pistol
pitch
pizza
place
planet
plastic
plate
play
please
pledge
pluck
plug
plunge
poem
poet
point
polar
pole
police
pond
pony
pool
popular
portion
position
possible
post
potato
pottery
poverty
powder
power
practice
praise
predict
prefer
prepare
present
pretty
prevent
price
pride
primary
print
priority
prison
private
prize
problem
process
produce
profit
program
project
promote
proof
property
prosper
protect
proud
provide
public
pudding
pull
pulp
pulse
pumpkin
punch
pupil
puppy
purchase
purity
purpose
purse
push
put
puzzle
pyramid
quality
quantum
quarter
question
quick
quit
quiz
quote
rabbit
raccoon
race
rack
radar
radio
rail
rain
raise
rally
ramp
ranch
random
range
rapid
rare
rate
rather
raven
raw
razor
ready
real
reason
rebel
rebuild
recall
receive
recipe
record
recycle
reduce
reflect
reform
refuse
region
regret
regular
reject
relax
release
relief
rely
remain
remember
remind
remove
render
renew
rent
reopen
repair
repeat
replace
report
require
rescue
resemble
resist
resource
response
result
retire
retreat
return
reunion
reveal
review
reward
rhythm
rib
ribbon
rice
rich
ride
ridge
rifle
right
rigid
ring
riot
ripple
risk
ritual
rival
river
road
roast
robot
robust
rocket
romance
roof
rookie
room
rose
rotate
rough
round
route
royal
rubber
rude
rug
rule
run
runway
rural
sad
saddle
sadness
safe
sail
salad
salmon
salon
salt
salute
same
sample
sand
satisfy
satoshi
sauce
sausage
save
say
scale
scan
scare
scatter
scene
scheme
school
science
scissors
scorpion
scout
scrap
screen
script
scrub
sea
search
season
seat
second
secret
section
security
seed
seek
segment
select
sell
seminar
senior
sense
sentence
series
service
session
settle
setup
seven
shadow
shaft
shallow
share
shed
shell
sheriff
shield
shift
shine
ship
shiver
shock
shoe
shoot
shop
short
shoulder
shove
shrimp
shrug
shuffle
shy
sibling
sick
side
siege
sight
sign
silent
silk
silly
silver
similar
simple
since
sing
siren
sister
situate
six
size
skate
sketch
ski
skill
skin
skirt
skull
slab
slam
sleep
slender
slice
slide
slight
slim
slogan
slot
slow
slush
small
smart
smile
smoke
smooth
snack
snake
snap
sniff
snow
soap
soccer
social
sock
soda
soft
solar
soldier
solid
solution
solve
someone
song
soon
sorry
sort
soul
sound
soup
source
south
space
spare
spatial
spawn
speak
special
speed
spell
spend
sphere
spice
spider
spike
spin
spirit
split
spoil
sponsor
spoon
sport
spot
spray
spread
spring
spy
square
squeeze
squirrel
stable
stadium
staff
stage
stairs
stamp
stand
start
state
stay
steak
steel
stem
step
stereo
stick
still
sting
stock
stomach
stone
stool
story
stove
strategy
street
strike
strong
struggle
student
stuff
stumble
style
subject
submit
subway
success
such
sudden
suffer
sugar
suggest
suit
summer
sun
sunny
sunset
super
supply
supreme
sure
surface
surge
surprise
surround
survey
suspect
sustain
swallow
swamp
swap
swarm
swear
sweet
swift
swim
swing
switch
sword
symbol
symptom
syrup
system
table
tackle
tag
tail
talent
talk
tank
tape
target
task
taste
tattoo
taxi
teach
team
tell
ten
tenant
tennis
tent
term
test
text
thank
that
theme
then
theory
there
they
thing
this
thought
three
thrive
throw
thumb
thunder
ticket
tide
tiger
tilt
timber
time
tiny
tip
tired
tissue
title
toast
tobacco
today
toddler
toe
together
toilet
token
tomato
tomorrow
tone
tongue
tonight
tool
tooth
top
topic
topple
torch
tornado
tortoise
toss
total
tourist
toward
tower
town
toy
track
trade
traffic
tragic
train
transfer
trap
trash
travel
tray
treat
tree
trend
trial
tribe
trick
trigger
trim
trip
trophy
trouble
truck
true
truly
trumpet
trust
truth
try
tube
tuition
tumble
tuna
tunnel
turkey
turn
turtle
twelve
twenty
twice
twin
twist
two
type
typical
ugly
umbrella
unable
unaware
uncle
uncover
under
undo
unfair
unfold
unhappy
uniform
unique
unit
universe
unknown
unlock
until
unusual
unveil
update
upgrade
uphold
upon
upper
upset
urban
urge
usage
use
used
useful
useless
usual
utility
vacant
vacuum
vague
valid
valley
valve
van
vanish
vapor
various
vast
vault
vehicle
velvet
vendor
venture
venue
verb
verify
version
very
vessel
veteran
viable
vibrant
vicious
victory
video
view
village
vintage
violin
virtual
virus
visa
visit
visual
vital
vivid
vocal
voice
void
volcano
volume
vote
voyage
wage
wagon
wait
walk
wall
walnut
want
warfare
warm
warrior
wash
wasp
waste
water
wave
way
wealth
weapon
wear
weasel
weather
web
wedding
weekend
weird
welcome
west
wet
whale
what
wheat
wheel
when
where
whip
whisper
wide
width
wife
wild
will
win
window
wine
wing
wink
winner
winter
wire
wisdom
wise
wish
witness
wolf
woman
wonder
wood
wool
word
work
world
worry
worth
wrap
wreck
wrestle
wrist
write
wrong
yard
year
yellow
you
young
youth
zebra
zero
zone
zoo`.split("\n"));

// src/words.ts
var SEED_WORDS = 24;
var WordsError = class extends Error {
};
function seedToWords(seed) {
  return entropyToMnemonic(seed, wordlist).split(" ");
}
function wordsToSeed(typed) {
  const words = typed.toLowerCase().split(/[^a-z]+/).filter((word) => word !== "");
  words.forEach((word, at) => {
    if (!wordlist.includes(word)) {
      const close = wordlist.find((known) => known.slice(0, 4) === word.slice(0, 4));
      const hint = close ? ` Did you mean “${close}”?` : "";
      throw new WordsError(`Word ${at + 1}, “${word.slice(0, 32)}”, is not in the list of words.${hint}`);
    }
  });
  if (words.length !== SEED_WORDS) {
    throw new WordsError(`There are ${SEED_WORDS} words; you typed ${words.length}.`);
  }
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(" "), wordlist));
  } catch {
    throw new WordsError(
      "These words do not belong together: one is wrong, or two are exchanged. Compare each with your paper, in order."
    );
  }
}

// src/trouble.ts
function troubleWith(app, error, retry, contest = "") {
  const { title, text: text2, again, signIn: signIn2 } = explain(app, error, contest);
  app.show(
    title,
    h("div", { class: "notice warning" }, text2),
    again && primary("Try again", retry),
    signIn2 && primary("Sign in again", () => {
      app.signedOut();
      app.go("sign-in");
    }),
    app.me && !signIn2 && (again ? secondary("Back to your ballots", () => app.go("ballots")) : primary("Back to your ballots", () => app.go("ballots"))),
    error instanceof Error && error.message && details(
      "What exactly was said",
      p(h("code", {}, error instanceof Problem ? `${error.code}: ${error.message}` : error.message))
    )
  );
}
function explain(app, error, contest = "") {
  if (error instanceof DrawnElsewhere) {
    return { title: "This ballot was begun on another device", text: [
      p(
        "Your ballot paper was drawn with other words than those on this device. Vote on the device that you used first, or ",
        link("type in your 24 words", `#recover/${contest}`),
        "."
      ),
      p("If you have neither, you cannot change this ballot yourself. ", app.ask)
    ] };
  }
  if (error instanceof SequenceConflict) {
    return { title: "There is already a ballot with your words", text: [
      p(`Ballot number ${error.lastSeq} is in the box. It was cast on another device or in another tab that has your words.`)
    ] };
  }
  if (error instanceof CredentialError) {
    return { title: "Do not vote with this answer", text: [
      p("The roll office answered with something that is not a valid ballot paper of this election. Nothing has been cast."),
      p("This should never happen. Keep this page as it is. ", app.ask)
    ] };
  }
  if (error instanceof FalseReceipt) {
    return { title: "The box gave no valid receipt", text: [
      p("The ballot box answered, but what it sent is not its signed promise for your ballot. Your ballot may or may not be in it."),
      p("This should never happen. Try again; if it stays so, keep this page. ", app.ask)
    ], again: true };
  }
  if (error instanceof AnotherPerson) {
    return { title: "Somebody else has signed in here", text: [
      p("Another member has signed in on this device since. Nothing has been cast. Sign in again to vote.")
    ], signIn: true };
  }
  if (error instanceof LogError) {
    return { title: "The public log does not hold", text: [
      p("The log that was downloaded contradicts itself or its signature. Either it changed while it was being read, or something is wrong."),
      p("Try again. If it stays so, keep this page and tell the returning officer and the auditors.")
    ], again: true };
  }
  if (error instanceof Problem) return ofRoom(app, error);
  return { title: "Something went wrong on this device", text: [
    p("Nothing was lost: what was cast is in the box, and what was not cast was not. ", app.ask)
  ], again: true };
}
function ofRoom(app, problem) {
  switch (problem.code) {
    case "offline":
      return { title: "No connection", text: [
        p("The service could not be reached. Check your connection and try again."),
        p("If you were casting: the same ballot is sent again, and it counts once, however often it is sent.")
      ], again: true };
    case "session":
      return { title: "You are signed in no longer", text: [
        p("For your safety you were signed out after a while. What you ranked is still here.")
      ], signIn: true };
    case "closed":
      return { title: app.now() < app.manifest.opens ? "Voting is not open yet" : "Voting has closed", text: [
        app.now() < app.manifest.opens ? p(`Voting opens on ${app.time(app.manifest.opens)}.`) : p(`Voting closed on ${app.time(app.closes)}. A ballot that was in the box before then counts.`)
      ] };
    case "not-entitled":
      return { title: "You may not vote in this contest", text: [
        p("By the roll of members, this contest is not yours to vote in. If you think that is wrong: ", app.ask)
      ] };
    case "too-many":
      return { title: "Too many attempts", text: [p(problem.detail)], again: true };
    case "busy":
    case "not-taken":
      return { title: "The box is busy", text: [
        p("Your ballot was not taken yet. Try again in a moment: the same ballot is sent, and it counts once.")
      ], again: true };
    default:
      return {
        title: problem.passing ? "The service is in difficulty" : "This was refused",
        text: [p(problem.detail || "The service gave no reason."), p(app.ask)],
        again: problem.passing
      };
  }
}

// src/pages/cast.ts
var STEPS = {
  drawing: "Drawing your ballot paper…",
  checking: "Checking your ballot paper…",
  sealing: "Sealing your ballot…",
  casting: "Putting it into the box…",
  waiting: "No answer yet. Trying again; do not close this page…"
};
function cast(app, voting, contest, ranking, after) {
  void during(app, contest, (tell) => voting.cast(contest, ranking, tell, after), (lastSeq) => replace(app, voting, contest, ranking, lastSeq));
}
function resume(app, voting, contest) {
  void during(app, contest, (tell) => voting.resume(contest, tell), () => app.go("ballots"));
}
async function during(app, contest, act, conflict) {
  const step = h("p", { class: "progress", role: "status" }, "One moment…");
  app.show("Casting your ballot", step);
  try {
    await act((now) => {
      step.textContent = STEPS[now];
    });
    app.setDraft(contest.id, null);
    location.replace(`#receipt/${contest.id}`);
  } catch (error) {
    if (error instanceof SequenceConflict) conflict(error.lastSeq);
    else troubleWith(app, error, () => void during(app, contest, act, conflict), contest.id);
  }
}
function replace(app, voting, contest, ranking, lastSeq) {
  app.show(
    "There is already a ballot with your words",
    h(
      "div",
      { class: "notice warning" },
      p(`Ballot number ${lastSeq} is in the box for this contest. It was cast with your words, on another device or in another tab.`),
      p("If that was you, you can replace it: only the last ballot counts. If it was not you, somebody else has your words. ", app.ask)
    ),
    h(
      "div",
      { class: "actions" },
      primary(`Replace it with this ballot (number ${lastSeq + 1})`, () => cast(app, voting, contest, ranking, lastSeq)),
      h("a", { class: "button", href: "#ballots" }, "Leave it as it is")
    )
  );
}

// src/pages/ballots.ts
async function ballots(app, voting) {
  try {
    await app.refresh();
  } catch (error) {
    return troubleWith(app, error, () => void ballots(app, voting));
  }
  const mine2 = app.me?.contests ?? [];
  const seed = await voting.seed();
  const cards = [];
  for (const entry of mine2) {
    const contest = app.contest(entry.id);
    if (!contest) continue;
    const standing2 = standingOf(app, voting, contest, entry, await voting.paper(contest.id), seed !== null);
    cards.push(h(
      "section",
      { class: "card", "aria-labelledby": `contest-${contest.id}` },
      h("h2", { id: `contest-${contest.id}` }, contest.title),
      p(h("span", { class: "quiet" }, places(contest))),
      p(h("span", { class: `state ${standing2.mark}` }, standing2.words)),
      h("div", { class: "actions" }, standing2.actions)
    ));
  }
  const first = cards.find((card) => card.querySelector(".state.warning, .state.todo"));
  first?.querySelector(".actions .button")?.classList.add("primary");
  app.show(
    "Your ballots",
    p(`You are signed in as ${app.me?.name ?? ""}. `, `Voting closes on ${app.time(app.closes)}.`),
    cards.length === 0 && h(
      "div",
      { class: "notice" },
      p("There is no contest in this election in which you may vote. If you think that is wrong: ", app.ask)
    ),
    cards,
    !app.keeper.lasting && notKept(),
    foot(
      seed && link("My 24 words", "#words"),
      link("Check my ballot", "#my-ballot"),
      secondary("Sign out", () => void signOut(app))
    )
  );
}
function notKept() {
  return h(
    "div",
    { class: "notice warning" },
    p(
      h("strong", {}, "This browser keeps nothing when the page is closed"),
      " (a private window does that). You can vote. Write down your 24 words before you cast: without them you cannot change or find your ballot later."
    )
  );
}
function standingOf(app, voting, contest, mine2, paper, hasSeed) {
  const rank2 = (label) => h("a", { class: "button", href: `#rank/${contest.id}` }, label);
  const open2 = app.now() < app.closes;
  const last = paper.receipts[paper.receipts.length - 1];
  if (paper.pending) {
    return {
      words: "Your last ballot may not have arrived.",
      mark: "warning",
      actions: [secondary("Send it again", () => resume(app, voting, contest))]
    };
  }
  if (last) {
    return {
      words: last.seq === 1 ? "Your ballot is in the box." : `Your ballot is in the box (number ${last.seq}).`,
      mark: "done",
      actions: [h("a", { class: "button", href: `#receipt/${contest.id}` }, "Receipt"), open2 && rank2("Vote again")]
    };
  }
  if (mine2.state === "on-paper") {
    return { words: "You vote on paper in this contest.", mark: "none", actions: [] };
  }
  if (mine2.state === "drawn" && !mine2.may_draw && !hasSeed) {
    return {
      words: "Begun on another device.",
      mark: "warning",
      actions: [open2 && h("a", { class: "button", href: `#recover/${contest.id}` }, "Use my 24 words")]
    };
  }
  if (mine2.may_draw || mine2.state === "drawn" && open2) {
    return { words: "Not voted yet.", mark: "todo", actions: [rank2("Vote")] };
  }
  const words = app.now() < app.manifest.opens ? "Voting is not open yet." : open2 ? "There is no vote in this contest." : "Voting has closed.";
  return { words, mark: "none", actions: [] };
}
async function signOut(app) {
  try {
    await app.api.signOut();
  } catch (error) {
    return troubleWith(app, error, () => void signOut(app));
  }
  app.signedOut();
  app.go("start");
}

// src/pages/check.ts
async function check(app, voting, contest, abstain) {
  const ranking = abstain ? [] : app.draft(contest.id);
  if (!abstain && ranking.length === 0) return app.go(`rank/${contest.id}`);
  const kept = await voting.seed();
  const { receipts } = await voting.paper(contest.id);
  const names = contest.candidates;
  const missing2 = names.filter((_2, at) => !ranking.includes(at + 1));
  app.show(
    "Check your ballot",
    p(h("strong", {}, contest.title)),
    ranking.length === 0 || contest.kind === "motion" ? h("p", { class: "choice" }, describe(contest.kind, ranking, names)) : [p("Your order of preference:"), list(ranking.map((number) => names[number - 1] ?? ""), "ol", "choice")],
    contest.kind !== "motion" && ranking.length > 0 && (missing2.length === 0 ? p("You have ranked everybody.") : details(`Not ranked: ${missing2.length}`, list(missing2))),
    receipts.length > 0 && h(
      "div",
      { class: "notice" },
      p("This ballot will replace the one that you cast before. Only the last one counts.")
    ),
    h(
      "div",
      { class: "actions" },
      primary("Cast my ballot", () => {
        if (kept) cast(app, voting, contest, ranking);
        else app.go(`keep/${contest.id}${abstain ? "/abstain" : ""}`);
      }),
      h("a", { class: "button", href: `#rank/${contest.id}` }, "Change")
    ),
    p(h("span", { class: "quiet" }, "Nothing has been sent yet."))
  );
}
async function keepWords(app, voting, contest, abstain) {
  const ranking = abstain ? [] : app.draft(contest.id);
  if (!abstain && ranking.length === 0) return app.go(`rank/${contest.id}`);
  const seed = await voting.makeSeed();
  app.show(
    "Keep these 24 words",
    p(
      "With these words, and only with them, you can change your ballot from another device and find it in the count. ",
      "They also show how you voted: keep them to yourself."
    ),
    !app.keeper.lasting && notKept(),
    wordTable(seedToWords(seed)),
    h(
      "div",
      { class: "actions" },
      primary("Cast my ballot", () => cast(app, voting, contest, ranking)),
      h("button", { type: "button", class: "button", click: () => window.print() }, "Print the words")
    ),
    p(h(
      "span",
      { class: "quiet" },
      app.keeper.lasting ? "This device keeps them as well. They are the same for all your ballots in this election, and you can see them again later." : "They are the same for all your ballots in this election. We do not have them and cannot send them to you."
    ))
  );
}
function wordTable(words) {
  return list(words.map((word) => h("span", { class: "word" }, word)), "ol", "words");
}
async function myWords(app, voting) {
  const seed = await voting.seed();
  if (!seed) return app.go("ballots");
  app.show(
    "Your 24 words",
    p("With these words you can change your ballot from another device and find it in the count. They also show how you voted: keep them to yourself."),
    wordTable(seedToWords(seed)),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button primary", click: () => window.print() }, "Print the words")
    ),
    details(
      "This is not my device",
      p("You can remove your words and receipts from this device. Without the words you cannot change or find your ballot again: write them down first. Your ballot stays in the box."),
      h("button", { type: "button", class: "button danger", click: () => {
        void voting.forget().then(() => app.go("ballots"));
      } }, "Remove them from this device")
    ),
    foot(link("Back to your ballots", "#ballots"))
  );
}

// src/pages/recover.ts
async function recover(app, voting, contest, fault = "", typed = "") {
  const present = await voting.seed();
  const form = wordsForm(typed, "Continue", async (words, text2) => {
    try {
      await voting.setSeed(wordsToSeed(words));
      app.go(contest ? `rank/${contest}` : "ballots");
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      await recover(app, voting, contest, error.message, text2);
    }
  });
  app.show(
    "Use your 24 words",
    fault && errorSummary(fault, "words"),
    p("Type the words that you kept when you voted the first time, in order. They stay on this device: they are sent to nobody."),
    present && h(
      "div",
      { class: "notice warning" },
      p("This device has other words of yours already. They, and the receipts that belong to them, will be replaced.")
    ),
    form,
    p(h("span", { class: "quiet" }, `Lost the words and the device? ${app.ask}`)),
    foot(link("Back to your ballots", "#ballots"))
  );
  if (fault) document.querySelector(".error-summary")?.focus();
}
function wordsForm(typed, label, act) {
  const field = h("textarea", {
    id: "words",
    rows: 6,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": "words-hint"
  });
  field.value = typed;
  return h(
    "form",
    { submit: (event) => {
      event.preventDefault();
      void act(field.value, field.value);
    } },
    h(
      "div",
      { class: "field" },
      h("label", { for: "words" }, "Your 24 words"),
      h("p", { id: "words-hint", class: "hint" }, "One space between; the numbers before them do not matter."),
      field
    ),
    h("button", { type: "submit", class: "button primary" }, label)
  );
}

// src/pages/mine.ts
var LEAF_BYTES = 1750;
async function mine(app, fault = "", typed = "") {
  const { keeper, manifest } = app;
  const people = app.voting && await app.voting.seed() ? [app.voting.person] : await keeper.people(manifest.mh);
  const byWords = wordsForm(typed, "Find my ballot", async (words, text2) => {
    try {
      const seed = wordsToSeed(words);
      await follow(app, seed, null);
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      await mine(app, error.message, text2);
    }
  });
  app.show(
    "Check my ballot",
    fault && errorSummary(fault, "words"),
    p("Your browser downloads the whole public log, checks it, and looks for your ballot in it. Nobody learns which ballot you looked for."),
    await sizeInWords(app),
    people.map((person, at) => primary(
      people.length === 1 ? "Find my ballot with this device" : `Find the ballot of member ${at + 1} on this device`,
      () => void keeper.seed(manifest.mh, person).then((seed) => seed && follow(app, seed, person))
    )),
    people.length > 0 ? details("Use 24 words instead", byWords) : byWords,
    foot(app.me ? link("Back to your ballots", "#ballots") : link("The election", `/elections/${app.shell.election}`))
  );
  if (fault) document.querySelector(".error-summary")?.focus();
}
async function sizeInWords(app) {
  try {
    const { size } = await app.api.box();
    const candidates = Math.max(...app.manifest.contests.map((contest) => contest.candidates.length));
    const megabytes = Math.ceil(size * (LEAF_BYTES + 2 * candidates) / 1e6);
    return p(h("span", { class: "quiet" }, `The log has ${plural(size, "entry", "entries")}: at most ${megabytes} MB.`));
  } catch {
    return null;
  }
}
async function follow(app, seed, person) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Downloading the public log" });
  const words = h("p", { role: "status" }, "Asking for the public log…");
  app.show("Check my ballot", bar, words);
  const receiptsOf = async (contest) => person === null ? [] : (await app.keeper.paper(app.manifest.mh, person, contest)).receipts;
  try {
    const found = await trace(app.api, app.manifest, seed, receiptsOf, (leaves, of) => {
      bar.max = of;
      bar.value = leaves;
      words.textContent = `${leaves} of ${of} entries checked.`;
    });
    app.show("Check my ballot", findings(app, found, person !== null));
  } catch (error) {
    troubleWith(app, error, () => void follow(app, seed, person));
  }
}
function findings(app, found, fromDevice) {
  const shown = found.contests.filter((item) => item.logged.length || item.missing.length || item.unsigned.length);
  return [
    shown.length === 0 && h(
      "div",
      { class: "notice" },
      p("There is no ballot of these words in the public log", found.closed ? "." : " yet."),
      found.closed ? p("Voting has closed and the log is complete. If you cast a ballot with these words, show your receipt: ", app.ask) : p("Ballots are entered in shuffled groups, the last of them when voting closes. Come back later.")
    ),
    shown.map((item) => section(app, item, found.closed)),
    h("h2", {}, "What was checked"),
    p(
      `The whole public log: ${plural(found.checkpoint.size, "entry", "entries")}${found.closed ? ", closed for ever" : ""}. `,
      "Its entries give exactly the root that the log has signed."
    ),
    details(
      "For the technically minded",
      p("Root: ", code(toHex(found.checkpoint.root))),
      p("Manifest: ", code(toHex(app.manifest.mh))),
      p("This is an RFC 6962 Merkle tree under a C2SP checkpoint; anyone can recompute it from the evidence file.")
    ),
    !fromDevice && p(h("span", { class: "quiet" }, "The words you typed were used on this device only and are not kept.")),
    foot(app.me ? link("Back to your ballots", "#ballots") : link("The election", `/elections/${app.shell.election}`))
  ];
}
function section(app, item, closed) {
  const { contest, logged, kept, missing: missing2, unsigned: unsigned2 } = item;
  const last = logged[logged.length - 1];
  const step = (done2, title, ...text2) => h("li", { class: done2 }, h("strong", {}, title), ...text2);
  const accepted = kept.length + missing2.length > 0 ? step("done", "Accepted", p(`The box has promised ${plural(kept.length + missing2.length, "ballot")} of yours; the signatures hold.`)) : step("done", "Accepted", p("It is in the log, so the box had accepted it. (There is no receipt here.)"));
  const lost = closed && missing2.length > 0;
  return h(
    "section",
    { class: "card" },
    h("h2", {}, contest.title),
    h(
      "ol",
      { class: "steps" },
      unsigned2.length ? step("warning", "A receipt that is not signed", p("This device has a receipt that the box has not signed. ", app.ask)) : accepted,
      last ? step(
        "done",
        "In the public log",
        p(
          `Your ballot ${logged.length > 1 ? `number ${last.leaf.seq} ` : ""}is entry ${last.position} of the log; this proves it.`,
          logged.length > 1 ? ` The ${logged.length - 1} before it do not count.` : ""
        ),
        missing2.length > 0 && !closed && p("A later one waits to be entered.")
      ) : step(
        lost ? "warning" : "todo",
        lost ? "Missing from the public log" : "Waiting for the public log",
        lost ? null : p("Ballots are entered in shuffled groups, so that their order tells nothing; the last of them when voting closes.")
      ),
      lost && step(
        "warning",
        "This must not happen",
        p("The log is closed and a ballot that the box has promised is not in it. Your receipt proves the promise. Print this page. ", app.ask),
        list(missing2.map((receipt2) => [p("Reference: ", code(receipt2.c)), p("Promise: ", code(receipt2.promise))]))
      ),
      last && openedStep(app, item, step)
    )
  );
}
function openedStep(app, item, step) {
  const { contest, opened } = item;
  if (opened === null) {
    return step("todo", "Not opened yet", p(app.manifest.publication === "full" ? "When the ballots have been opened, you can see here what yours says." : "In this election the opened ballots go to the auditors only."));
  }
  if (typeof opened === "string") {
    return step("warning", "Opened: invalid", p(`Your ballot does not count: ${reasonInWords(opened)}. `, app.ask));
  }
  return step(
    "done",
    "Opened as",
    p(describe(contest.kind, opened, contest.candidates)),
    p(link("How it was counted", `/elections/${app.shell.election}/result`))
  );
}
async function receiptCheck(app, scanned) {
  const [id, seq, c2, promise] = scanned.split(".");
  const contest = app.contest(id ?? "");
  let good = false;
  try {
    good = Boolean(contest && c2 && promise && await promised(app.manifest, { c: c2, promise }));
  } catch {
    good = false;
  }
  app.show(
    "A receipt",
    good ? h(
      "div",
      { class: "notice success" },
      p(h("strong", {}, contest?.title ?? "")),
      p("This receipt is genuine: the box of this election has promised that the ballot with this reference (number ", seq ?? "", " of its voter) will be in the public log.")
    ) : h(
      "div",
      { class: "notice warning" },
      p(h("strong", {}, "This is not a receipt of this election.")),
      p("The signature does not hold, or a part is missing. ", app.ask)
    ),
    c2 && p("Reference: ", code(c2)),
    p("The receipt alone does not show which ballot it is. With the 24 words you can find the ballot in the log."),
    primary("Check my ballot", () => app.go("my-ballot"))
  );
}

// src/ranking.ts
var ORDINALS = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth"
];
function ordinal(place) {
  const word = ORDINALS[place - 1];
  if (word) return word;
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? "th" : ["th", "st", "nd", "rd"][place % 10] ?? "th";
  return `${place}${ending}`;
}
var RankingInProgress = class {
  constructor(names, now = [], changed = () => {
  }) {
    this.names = names;
    this.now = now;
    this.changed = changed;
  }
  names;
  now;
  changed;
  before = [];
  get ranking() {
    return this.now;
  }
  get canUndo() {
    return this.before.length > 0;
  }
  /** The candidate's place from 1; 0 if not ranked. */
  placeOf(candidate) {
    return this.now.indexOf(candidate) + 1;
  }
  add(candidate) {
    if (this.placeOf(candidate)) return this.said(candidate);
    this.become([...this.now, candidate]);
    return this.said(candidate);
  }
  remove(candidate) {
    const place = this.placeOf(candidate);
    if (!place) return "";
    this.become(this.now.filter((other) => other !== candidate));
    const others = place <= this.now.length ? " Those after have moved up." : "";
    return `${this.name(candidate)} is no longer in your ranking.${others}`;
  }
  /** Move by one place: -1 up, 1 down. */
  move(candidate, by) {
    const from = this.now.indexOf(candidate);
    const to = from + by;
    if (from < 0 || to < 0 || to >= this.now.length) return "";
    const moved = this.now.filter((other) => other !== candidate);
    moved.splice(to, 0, candidate);
    this.become(moved);
    return this.said(candidate);
  }
  clear() {
    if (this.now.length) this.become([]);
    return "Your ranking is empty. You can undo this.";
  }
  undo() {
    const last = this.before.pop();
    if (!last) return "";
    this.now = last;
    this.changed(last);
    const count = last.length;
    return `Undone. You have ranked ${count === 1 ? "1 candidate" : `${count} candidates`}.`;
  }
  become(ranking) {
    this.before.push(this.now);
    this.now = ranking;
    this.changed(ranking);
  }
  said(candidate) {
    return `${this.name(candidate)} is your ${ordinal(this.placeOf(candidate))} preference.`;
  }
  name(candidate) {
    return this.names[candidate - 1] ?? `Candidate ${candidate}`;
  }
};

// src/pages/rank.ts
function rank(app, contest) {
  if (contest.kind === "motion") return motion(app, contest);
  const draft = app.draft(contest.id);
  const progress = new RankingInProgress(contest.candidates, draft, (ranking) => app.setDraft(contest.id, ranking));
  const mine2 = h("div", { class: "mine" });
  const all = h("ul", { class: "candidates" });
  const bar = h("div", { class: "bar" });
  const fault = h("div", {});
  function change(said, focus) {
    const at = document.activeElement?.getBoundingClientRect().top;
    draw();
    fault.replaceChildren();
    const wanted = document.getElementById(focus) ?? document.getElementById("ranking-title");
    wanted?.focus({ preventScroll: true });
    if (wanted && at !== void 0 && wanted.closest(".candidates")) {
      window.scrollBy({ top: wanted.getBoundingClientRect().top - at, behavior: "instant" });
    }
    app.announce(said);
  }
  function draw() {
    mine2.replaceChildren(...rankingList(contest, progress, change));
    all.replaceChildren(...contest.candidates.map((_2, at) => candidateRow(contest, progress, at + 1, change)));
    bar.replaceChildren(
      h("span", { class: "count" }, `${progress.ranking.length} of ${contest.candidates.length} ranked`),
      h("button", { type: "button", class: "button primary", click: () => {
        if (progress.ranking.length) return app.go(`check/${contest.id}`);
        fault.replaceChildren(errorSummary(`Rank at least one ${noun(contest)}, or choose to abstain.`, "candidate-1"));
        fault.querySelector(".error-summary")?.focus();
        window.scrollTo(0, 0);
      } }, "Check my ballot")
    );
  }
  draw();
  app.show(
    contest.title,
    fault,
    p(h("span", { class: "quiet" }, places(contest))),
    p(
      `Tap the ${noun(contest)} you want most, then your second choice, and so on. `,
      "Rank as many or as few as you like.",
      laterNeverHurts(contest) ? " A later preference never hurts an earlier one." : ""
    ),
    nobodySaid(contest) && p(nobodySaid(contest)),
    contest.constraints.length > 0 && p("The result must also meet: ", contest.constraints.join("; "), "."),
    h(
      "div",
      { class: "ranking" },
      h("section", { "aria-labelledby": "ranking-title" }, mine2),
      h(
        "section",
        { "aria-labelledby": "candidates-title" },
        h("h2", { id: "candidates-title" }, contest.kind === "options" ? "All options" : "All candidates"),
        all
      )
    ),
    foot(link("Abstain in this contest", `#abstain/${contest.id}`), link("Back to your ballots", "#ballots")),
    bar
  );
}
function noun(contest) {
  return contest.kind === "options" ? "option" : "candidate";
}
function rankingList(contest, progress, change) {
  const heading = h("h2", { id: "ranking-title", tabindex: -1 }, "Your ranking");
  const tools = h(
    "div",
    { class: "actions" },
    progress.ranking.length > 0 && h("button", { type: "button", class: "button small", click: () => change(progress.clear(), "undo") }, "Clear"),
    progress.canUndo && h("button", { type: "button", id: "undo", class: "button small", click: () => change(progress.undo(), "undo") }, "Undo")
  );
  if (progress.ranking.length === 0) {
    return [heading, h("p", { class: "quiet" }, contest.kind === "options" ? "Nothing yet." : "Nobody yet."), tools];
  }
  const rows = progress.ranking.map((number, at) => {
    const name = contest.candidates[number - 1] ?? "";
    const button = (id, sign2, label, off, act) => h("button", {
      type: "button",
      id: `${id}-${number}`,
      class: "icon",
      "aria-label": `${label}: ${name}`,
      title: label,
      "aria-disabled": off ? "true" : null,
      click: () => {
        if (!off) act();
      }
    }, sign2);
    const last = at === progress.ranking.length - 1;
    return h(
      "li",
      {},
      h("span", { class: "place", "aria-hidden": "true" }, String(at + 1)),
      h("span", { class: "name" }, h("span", { class: "unseen" }, `${ordinal(at + 1)} preference: `), name),
      h(
        "span",
        { class: "tools" },
        button("up", "▲", "Move up", at === 0, () => change(progress.move(number, -1), `up-${number}`)),
        button("down", "▼", "Move down", last, () => change(progress.move(number, 1), `down-${number}`)),
        button("out", "✕", "Take out", false, () => {
          const next = progress.ranking[at + 1] ?? progress.ranking[at - 1];
          change(progress.remove(number), next === void 0 ? "ranking-title" : `out-${next}`);
        })
      )
    );
  });
  return [heading, h("ol", { class: "ranked" }, rows), tools];
}
function candidateRow(contest, progress, number, change) {
  const place = progress.placeOf(number);
  const name = contest.candidates[number - 1] ?? "";
  return h(
    "li",
    { class: place ? "chosen" : null },
    h(
      "button",
      {
        type: "button",
        id: `candidate-${number}`,
        class: "candidate",
        "aria-pressed": place ? "true" : "false",
        click: () => change(place ? progress.remove(number) : progress.add(number), `candidate-${number}`)
      },
      h("span", { class: "place" }, place ? String(place) : ""),
      h("span", { class: "name" }, name),
      h("span", { class: "do", "aria-hidden": "true" }, place ? "Take out" : "Rank")
    )
  );
}
function motion(app, contest) {
  const [chosen] = app.draft(contest.id);
  const fault = h("div", {});
  const radio = (value, label) => h(
    "label",
    { class: "radio" },
    h("input", { type: "radio", name: "vote", id: `vote-${value}`, value: String(value), checked: chosen === value }),
    label
  );
  const form = h(
    "form",
    { submit: (event) => {
      event.preventDefault();
      const given = new FormData(form).get("vote");
      if (given === null) {
        fault.replaceChildren(errorSummary("Choose one of the three.", "vote-1"));
        fault.querySelector(".error-summary")?.focus();
        return;
      }
      if (given === "0") return app.go(`abstain/${contest.id}`);
      app.setDraft(contest.id, [Number(given)]);
      app.go(`check/${contest.id}`);
    } },
    h(
      "fieldset",
      {},
      h("legend", {}, "How do you vote?"),
      contest.candidates.map((name, at) => radio(at + 1, name)),
      radio(0, "Abstain")
    ),
    h("button", { type: "submit", class: "button primary" }, "Check my ballot")
  );
  app.show(contest.title, fault, p(h("span", { class: "quiet" }, motionAsks(contest))), form, foot(link("Back to your ballots", "#ballots")));
}

// node_modules/lean-qr/index.mjs
var t = [0.2, 3 / 8, 5 / 9, 2 / 3];
var o = (o2, e) => (r2) => {
  const n2 = 4 * o2 + r2 - 4, s2 = "*-04-39?2$%%$%%'$%''%'''%')(%'))%(++'(++'(+.'+-.',/3',33)-/5)-43).36)058*18<+37<+4:<,4:E,5<A-7>C/8@F/:EH/<EK0=FM1?IP2@KS3BNV4DPY5FS\\6HV_6IXb7K[e8N^i9Pam;Rdp<Tgt".charCodeAt(n2) - 35, f2 = n2 > 8 ? s2 : 1, c2 = e / f2 | 0, i2 = e % f2, l2 = f2 - i2, a2 = n2 > 8 ? c2 * t[r2] + (o2 > 5) & -2 : s2, _2 = c2 - a2;
  return { t: l2 * _2 + i2 * _2 + i2, o: [[l2, _2], [i2, _2 + 1]], i: a2 };
};
var r = (t2) => new Uint8Array(t2);
var n = (t2) => {
  const o2 = new Error(`lean-qr error ${t2}`);
  throw o2.code = t2, o2;
};
var s = (t2) => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".indexOf(t2);
var f = (t2) => t2.charCodeAt(0);
var c = (...t2) => (o2, e) => t2.forEach((t3) => t3(o2, e));
var i = (t2) => (o2) => {
  o2.eci !== t2 && (o2.push(7, 4), t2 < 128 ? o2.push(t2, 8) : t2 < 16384 ? o2.push(32768 | t2, 16) : o2.push(12582912 | t2, 24), o2.eci = t2);
};
var l = (t2) => (o2, e) => {
  o2.push(4, 4), o2.push(t2.length, 8 + 8 * (e > 9)), t2.forEach((t3) => o2.push(t3, 8));
};
var a = (t2, o2, e, r2, n2 = (t3, o3) => e(t3.length, o3), s2 = r2 ? (o3) => c(i(r2), t2(o3)) : t2) => (s2.test = o2, s2.l = e, s2.est = n2, s2.eci = r2 && [r2], s2);
var _ = a((t2) => (o2, e) => {
  o2.push(1, 4), o2.push(t2.length, 10 + 2 * (e > 26) + 2 * (e > 9));
  let r2 = 0;
  for (; r2 < t2.length - 2; r2 += 3) o2.push(+t2.slice(r2, r2 + 3), 10);
  r2 < t2.length - 1 ? o2.push(+t2.slice(r2), 7) : r2 < t2.length && o2.push(+t2[r2], 4);
}, (t2) => /[0-9]/.test(t2), (t2, o2) => 14 + 2 * (o2 > 26) + 2 * (o2 > 9) + 10 * t2 / 3);
var u = a((t2) => (o2, e) => {
  o2.push(2, 4), o2.push(t2.length, 9 + 2 * (e > 26) + 2 * (e > 9));
  let r2 = 0;
  for (; r2 < t2.length - 1; r2 += 2) o2.push(45 * s(t2[r2]) + s(t2[r2 + 1]), 11);
  r2 < t2.length && o2.push(s(t2[r2]), 6);
}, (t2) => s(t2) >= 0, (t2, o2) => 13 + 2 * (o2 > 26) + 2 * (o2 > 9) + 5.5 * t2);
var d = a((t2) => l([...t2].map(f)), (t2) => f(t2) < 128, (t2, o2) => 12 + 8 * (o2 > 9) + 8 * t2);
d._ = true, d.u = true;
var p2 = a(d, (t2) => f(t2) < 256, d.l, 3);
p2._ = true;
var m = new TextEncoder();
var h2 = a((t2) => l(m.encode(t2)), () => 1, 0, 26, (t2, o2) => 12 + 8 * (o2 > 9) + 8 * m.encode(t2).length);
h2._ = true;
var w = () => {
  const t2 = /* @__PURE__ */ new Map(), o2 = new TextDecoder("sjis"), e = r(2);
  for (let r2 = 0; r2 < 7973; ++r2) e[0] = r2 / 192 + 129 + 64 * (r2 > 5951), e[1] = r2 % 192 + 64, t2.set(o2.decode(e), r2);
  return t2.delete("�"), w = () => t2, t2;
};
var y = a((t2) => (o2, e) => {
  o2.push(8, 4), o2.push(t2.length, 8 + 2 * (e > 26) + 2 * (e > 9));
  for (const e2 of t2) o2.push(w().get(e2), 13);
}, (t2) => w().has(t2), (t2, o2) => 12 + 2 * (o2 > 26) + 2 * (o2 > 9) + 13 * t2);
y._ = true;
var g = [_, u, d, p2, y, h2];
var b = { auto: (t2, { modes: o2 = g } = {}) => (e, r2) => {
  const s2 = o2.map((o3, e2) => {
    const n2 = /* @__PURE__ */ new Map(), s3 = (t3, o4) => (n2.has(t3) || n2.set(t3, o4(t3, r2)), n2.get(t3));
    return { m: o3, h: 1 << e2, C: o3.est("", r2), S: o3.l ? (t3, e3) => s3(e3 - t3, o3.l) : (e3, r3) => s3(t2.slice(e3, r3), o3.est) };
  });
  let f2 = [{ v: 0 }], c2 = 0, i2 = 0, l2 = -1;
  for (const o3 of [...t2, ""]) {
    let t3 = 0;
    if (o3) for (const e2 of s2) e2.m.test(o3) && (t3 |= e2.h);
    if (!o3 || t3 !== l2) {
      if (-1 !== l2) {
        const t4 = new Set(f2.map((t5) => t5.D)), o4 = [];
        for (const { m: e2, C: r3, S: n2, h: a3 } of s2) if (l2 & a3) {
          const s3 = n2(c2, i2);
          for (const l3 of e2.eci ?? t4) if (!e2.u || !l3) {
            let t5;
            for (const o5 of f2) if (o5.D === l3 || e2.eci) {
              const f3 = o5.m === e2 && o5.D === l3, a4 = f3 ? o5.V : o5, _2 = e2._ && f3 ? o5.v + s3 - r3 : a4.v + 12 * (a4.D !== l3) + (f3 ? n2(f3 ? o5.$ : c2, i2) : s3);
              (!t5 || _2 < t5.v) && (t5 = { $: f3 ? o5.$ : c2, V: a4, m: e2, D: l3, A: i2, v: _2 });
            }
            t5 && o4.push(t5);
          }
        }
        f2 = o4;
      }
      l2 = t3, c2 = i2;
    }
    i2 += o3.length;
  }
  f2.length || n(5);
  const a2 = [];
  for (let o3 = f2.reduce((t3, o4) => o4.v < t3.v ? o4 : t3); o3.m; o3 = o3.V) a2.push(o3.m(t2.slice(o3.$, o3.A)));
  a2.reverse().forEach((t3) => t3(e, r2));
}, multi: c, eci: i, bytes: l, numeric: _, alphaNumeric: u, ascii: d, iso8859_1: p2, shift_jis: y, utf8: h2 };
var C = () => ({ F: r(2956), I: 0, push(t2, o2) {
  for (let e = o2, r2 = 8 - (7 & this.I); e > 0; e -= r2, r2 = 8) this.F[this.I >> 3] |= t2 << r2 >> e, this.I += e < r2 ? e : r2;
} });
var x = (t2, o2 = t2 * t2, e = r(o2)) => ({ size: t2, K: e, get: (o3, r2) => o3 >= 0 && o3 < t2 && !!(1 & e[r2 * t2 + o3]), toString({ on: o3 = "##", off: e2 = "  ", lf: r2 = "\n", pad: n2 = 4, padX: s2 = n2, padY: f2 = n2 } = {}) {
  let c2 = "";
  for (let n3 = -f2; n3 < t2 + f2; ++n3) {
    for (let r3 = -s2; r3 < t2 + s2; ++r3) c2 += this.get(r3, n3) ? o3 : e2;
    c2 += r2;
  }
  return c2;
}, toImageData(o3, { on: e2 = [0, 0, 0], off: r2 = [0, 0, 0, 0], pad: n2 = 4, padX: s2 = n2, padY: f2 = n2 } = {}) {
  const c2 = t2 + 2 * s2, i2 = t2 + 2 * f2, l2 = o3.createImageData(c2, i2), a2 = new Uint32Array(l2.data.buffer);
  l2.data.set([...e2, 255]);
  const _2 = a2[0];
  l2.data.set([...r2, 255]);
  const u2 = a2[0];
  for (let t3 = 0; t3 < i2; ++t3) for (let o4 = 0; o4 < c2; ++o4) a2[t3 * c2 + o4] = this.get(o4 - s2, t3 - f2) ? _2 : u2;
  return l2;
}, toCanvas(t3, o3) {
  const e2 = t3.getContext("2d"), r2 = this.toImageData(e2, o3);
  t3.width = r2.width, t3.height = r2.height, e2.putImageData(r2, 0, 0);
}, toDataURL({ type: t3 = "image/png", scale: o3 = 1, ...e2 } = {}) {
  const r2 = document.createElement("canvas"), n2 = r2.getContext("2d"), s2 = this.toImageData(n2, e2);
  return r2.width = s2.width * o3, r2.height = s2.height * o3, n2.putImageData(s2, 0, 0), n2.imageSmoothingEnabled = false, n2.globalCompositeOperation = "copy", n2.drawImage(r2, 0, 0, s2.width, s2.height, 0, 0, r2.width, r2.height), r2.toDataURL(t3, 1);
} });
var z = [(t2, o2) => 1 & (t2 ^ o2), (t2, o2) => 1 & o2, (t2) => t2 % 3, (t2, o2) => (t2 + o2) % 3, (t2, o2) => 1 & (t2 / 3 ^ o2 >> 1), (t2, o2) => (t2 & o2 & 1) + t2 * o2 % 3, (t2, o2) => (t2 & o2) + t2 * o2 % 3 & 1, (t2, o2) => (t2 ^ o2) + t2 * o2 % 3 & 1];
var E = r(511);
for (let t2 = 0, o2 = 1; t2 < 255; o2 = 2 * o2 ^ 285 * (o2 > 127)) E[E[o2 + 255] = t2++] = o2;
var M = (t2) => E[t2 % 255];
var S = (t2) => E[t2 + 255];
var v = (t2, o2) => {
  const e = r(t2.length + o2.length - 1);
  for (let r2 = 0; r2 < t2.length; ++r2) for (let n2 = 0; n2 < o2.length; ++n2) e[r2 + n2] ^= M(t2[r2] + o2[n2]);
  return e.map(S);
};
var D = (t2, o2) => {
  const e = r(t2.length + o2.length - 1);
  e.set(t2, 0);
  for (let r2 = 0; r2 < t2.length; ++r2) if (e[r2]) {
    const t3 = S(e[r2]);
    for (let n2 = 0; n2 < o2.length; ++n2) e[r2 + n2] ^= M(o2[n2] + t3);
  }
  return e.slice(t2.length);
};
var L = [[0], [0, 0]];
for (let t2 = 1; t2 < 30; ++t2) L.push(v(L[t2], [0, t2]));
var V = (t2, o2) => {
  const e = [[], []];
  let n2 = 0, s2 = 0;
  for (const [r2, f3] of o2.o) for (let c2 = 0; c2 < r2; ++c2, n2 += f3) {
    const r3 = t2.slice(n2, n2 + f3);
    e[0].push(r3), e[1].push(D(r3, L[o2.i])), s2 += f3 + o2.i;
  }
  const f2 = r(s2);
  s2 = 0;
  for (const t3 of e) for (let o3 = 0, e2 = -1; e2 < s2; ++o3) {
    e2 = s2;
    for (const e3 of t3) o3 < e3.length && (f2[s2++] = e3[o3]);
  }
  return f2;
};
var $ = (t2, o2, e) => {
  let r2 = t2 <<= e;
  for (let t3 = 134217728; t3 >>= 1; ) r2 & t3 && (r2 ^= o2 * (t3 >> e));
  return r2 | t2;
};
var A = ({ size: t2, K: o2 }, e) => {
  const r2 = (e2, r3, n3, s3) => {
    for (; n3-- > 0; e2 += t2) o2.fill(s3, e2, e2 + r3);
  }, n2 = (o3, e2, n3) => {
    for (let s3 = 0; s3++ < 3; n3 -= 2) r2(e2 * t2 + o3 - (n3 >> 1) * (t2 + 1), n3, n3, 2 | s3);
  }, s2 = 2 * ((t2 - 13) / (1 + (e / 7 | 0)) / 2 + 0.75 | 0);
  if (e > 1) for (let o3 = t2 - 7; o3 > 8; o3 -= s2) {
    for (let t3 = o3; t3 > 8; t3 -= s2) n2(o3, t3, 5);
    o3 < t2 - 7 && n2(o3, 6, 5);
  }
  if (e > 6) for (let r3 = $(e, 7973, 12), n3 = 1; n3 < 7; ++n3) for (let e2 = 12; e2-- > 9; r3 >>= 1) o2[n3 * t2 - e2] = 2 | 1 & r3;
  r2(7, 2, 9, 2), r2(t2 - 8, 8, 9, 2);
  for (let e2 = 0; e2 < t2; ++e2) o2[6 * t2 + e2] = 3 ^ 1 & e2;
  n2(3, 3, 7), n2(t2 - 4, 3, 7);
  for (let e2 = 0; e2 < t2; ++e2) for (let r3 = e2; r3 < t2; ++r3) o2[r3 * t2 + e2] = o2[e2 * t2 + r3];
  o2[(t2 - 8) * t2 + 8] = 3;
};
var F = ({ size: t2, K: o2 }) => {
  const e = [];
  for (let r2 = t2 - 2, n2 = t2, s2 = -1; r2 >= 0; r2 -= 2) {
    for (5 === r2 && (r2 = 4); n2 += s2, -1 !== n2 && n2 !== t2; ) {
      const s3 = n2 * t2 + r2;
      o2[s3 + 1] || e.push(s3 + 1), o2[s3] || e.push(s3);
    }
    s2 *= -1;
  }
  return e;
};
var H = ({ K: t2 }, o2, e) => o2.forEach((o3, r2) => t2[o3] = e[r2 >> 3] >> (7 & ~r2) & 1);
var I = ({ size: t2, K: o2 }, e, r2, n2) => {
  for (let r3 = 0; r3 < t2; ++r3) for (let n3 = 0; n3 < t2; ++n3) {
    const s3 = r3 * t2 + n3;
    o2[s3] ^= !(e(n3, r3) || 2 & o2[s3]);
  }
  let s2 = 21522 ^ $((1 ^ n2) << 3 | r2, 1335, 10);
  for (let e2 = 0; e2++ < 8; s2 >>= 1) o2[(e2 - (e2 < 7)) * t2 + 8] = 1 & s2, o2[9 * t2 - e2] = 1 & s2;
  for (let e2 = 8; --e2, s2; s2 >>= 1) o2[8 * t2 + e2 - (e2 < 7)] = 1 & s2, o2[(t2 - e2) * t2 + 8] = 1 & s2;
};
var K = ({ size: t2, K: o2 }, e = 0, r2 = 0) => {
  for (let n2 = 0; n2 < t2; ++n2) {
    for (let s2 = 0; s2 < 2; ++s2) for (let f2, c2 = 0, i2 = 0, l2 = 2; c2 < t2; ++c2) {
      const a2 = 1 & o2[s2 ? n2 * t2 + c2 : c2 * t2 + n2];
      r2 += a2, i2 = (i2 >> 1 | 2098176) & (3047517 ^ a2 - 1), 2049 & i2 && (e += 40), a2 ^ l2 && (f2 = 0), l2 = a2, e += 5 === ++f2 ? 3 : f2 > 5;
    }
    if (n2) for (let r3 = t2 + n2, s2 = 5 * o2[n2 - 1] ^ o2[n2]; r3 < t2 * t2; r3 += t2) {
      const t3 = 5 * o2[r3 - 1] ^ o2[r3];
      e += 3 * !(1 & (s2 | t3) | 4 & (s2 ^ t3)), s2 = t3;
    }
  }
  return e + 10 * (10 * Math.abs(r2 / (t2 * t2) - 1) | 0);
};
var N2 = [];
var P = (t2 = n(1), { minCorrectionLevel: e = 0, maxCorrectionLevel: r2 = 3, minVersion: s2 = 1, maxVersion: f2 = 40, mask: c2, trailer: i2 = 60433, ...l2 } = {}) => {
  r2 < e && n(3), f2 < s2 && n(2), "string" == typeof t2 && (t2 = b.auto(t2, l2));
  for (let n2 = s2, l3 = 0; n2 <= f2; ++n2) {
    let s3 = N2[n2];
    s3 || (N2[n2] = s3 = x(4 * n2 + 17), A(s3, n2), s3.p = F(s3));
    const f3 = o(n2, s3.p.length >> 3);
    if (8 * f3(e).t < l3) continue;
    const a2 = C();
    t2(a2, n2), l3 = a2.I;
    for (let t3 = r2; t3 >= e; --t3) {
      const o2 = f3(t3);
      if (8 * o2.t < l3) continue;
      for (a2.I = l3 + 11 & -8; a2.I < 8 * o2.t; ) a2.push(i2, 16);
      const e2 = x(s3.size, s3.K);
      return H(e2, s3.p, V(a2.F, o2)), (z[c2] ? [z[c2]] : z).map((o3, r3) => {
        const n3 = x(e2.size, e2.K);
        return I(n3, o3, c2 ?? r3, t3), n3.s = z[c2] ? 0 : K(n3), n3;
      }).reduce((t4, o3) => o3.s < t4.s ? o3 : t4);
    }
  }
  n(4);
};
P.with = (...t2) => (o2, e) => P(o2, { modes: [...g, ...t2], ...e });

// src/qr.ts
var QUIET = 4;
function qrCode(text2, label) {
  const code2 = P(text2);
  const size = code2.size + 2 * QUIET;
  let path = "";
  for (let y2 = 0; y2 < code2.size; y2 += 1) {
    for (let x2 = 0; x2 < code2.size; x2 += 1) {
      if (code2.get(x2, y2)) path += `M${x2 + QUIET} ${y2 + QUIET}h1v1h-1z`;
    }
  }
  return svg(
    "svg",
    { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, class: "qr", "shape-rendering": "crispEdges" },
    svg("rect", { width: String(size), height: String(size), fill: "#fff" }),
    svg("path", { d: path, fill: "#000" })
  );
}

// src/pages/receipt.ts
async function receipt(app, voting, contest) {
  const { receipts } = await voting.paper(contest.id);
  const last = receipts[receipts.length - 1];
  if (!last) return app.go("ballots");
  const left = await stillToVote(app, voting);
  const open2 = app.now() < app.closes;
  app.show(
    "Your ballot is in",
    h(
      "div",
      { class: "notice success" },
      p(h("strong", {}, contest.title)),
      p("The box has taken your ballot and has given its signed promise that it will be in the public log.")
    ),
    h(
      "div",
      { class: "receipt" },
      qrCode(receiptAddress(app, contest, last), "Your receipt as a QR code"),
      h(
        "div",
        {},
        h("h2", {}, "Your reference"),
        p(code(last.c)),
        p(h("span", { class: "quiet" }, `Ballot number ${last.seq} of yours in this contest. This reference does not show how you voted.`))
      )
    ),
    h(
      "div",
      { class: "actions" },
      left ? primary("Next ballot", () => app.go(`rank/${left.id}`)) : primary("Back to your ballots", () => app.go("ballots")),
      h("button", { type: "button", class: "button", click: () => window.print() }, "Print or save")
    ),
    h("h2", {}, "What comes next"),
    open2 && p(`You may vote again until ${app.time(app.closes)}; only your last ballot counts.`),
    p(
      "When voting has closed, the ballots are opened and counted. The result appears on ",
      link("the page of this election", `/elections/${app.shell.election}`),
      "."
    ),
    p(
      link("Keep your 24 words", "#words"),
      ": with them you can change your ballot from another device, and ",
      link("check your ballot", "#my-ballot"),
      " in the public log."
    ),
    details(
      "The whole receipt",
      p("The promise is signed with the promise key in the manifest of the election."),
      p("Election: ", code(app.shell.election)),
      p("Promise: ", code(last.promise))
    )
  );
}
function receiptAddress(app, contest, kept) {
  const parts2 = [contest.id, String(kept.seq), kept.c, kept.promise].join(".");
  return `${location.origin}/check/${app.shell.election}#r=${parts2}`;
}
async function stillToVote(app, voting) {
  for (const entry of app.me?.contests ?? []) {
    const contest = app.contest(entry.id);
    if (!contest || !entry.may_draw) continue;
    if ((await voting.paper(contest.id)).receipts.length === 0) return contest;
  }
  return void 0;
}

// src/storage.ts
var NO_PAPER = { lastSeq: 0, receipts: [] };
async function personKey(election, number) {
  const plain = number.split(/\s+/).join("").toLowerCase();
  return toBase64url((await sha256(tagged("person-on-device", election, plain))).slice(0, 12));
}
function lookupId(link2) {
  return link2.split(".")[0] ?? "";
}
var Keeper = class _Keeper {
  constructor(shelf, lasting) {
    this.shelf = shelf;
    this.lasting = lasting;
  }
  shelf;
  lasting;
  static async open() {
    try {
      const shelf = await openDatabase();
      await shelf.put("probe", 1);
      return new _Keeper(shelf, true);
    } catch {
      return new _Keeper(memory(), false);
    }
  }
  /** Who signed in last on this device, and with which link: the roll office's cookie is theirs. */
  async signedIn(election) {
    return await this.shelf.get(`person/${election}`) ?? null;
  }
  async setSignedIn(election, who) {
    await this.shelf.put(`person/${election}`, who);
  }
  async seed(mh, person) {
    const kept = await this.shelf.get(seedKey(mh, person));
    return kept === void 0 ? null : fromBase64url(kept, 32);
  }
  /** The person's seed; made and kept now if there is none. */
  async makeSeed(mh, person) {
    const kept = await this.shelf.putOnce(seedKey(mh, person), toBase64url(newSeed()));
    if (this.lasting) void navigator.storage?.persist?.();
    return fromBase64url(kept, 32);
  }
  /** Take in the seed of the person's words. What belonged to another seed goes. */
  async setSeed(mh, person, seed) {
    await this.forget(mh, person);
    await this.shelf.put(seedKey(mh, person), toBase64url(seed));
  }
  /** Everyone who has a seed for this election on this device. */
  async people(mh) {
    const prefix = `seed/${toBase64url(mh)}/`;
    return (await this.shelf.keys(prefix)).map((key) => key.slice(prefix.length, -1));
  }
  async paper(mh, person, contest) {
    const kept = await this.shelf.get(paperKey(mh, person, contest));
    return kept ?? NO_PAPER;
  }
  async setPaper(mh, person, contest, paper) {
    await this.shelf.put(paperKey(mh, person, contest), paper);
  }
  /** Remove everything of this person's ballots in this election from the device. */
  async forget(mh, person) {
    await this.shelf.remove(paperKey(mh, person, ""));
    await this.shelf.remove(seedKey(mh, person));
  }
};
function seedKey(mh, person) {
  return `seed/${toBase64url(mh)}/${person}/`;
}
function paperKey(mh, person, contest) {
  return `paper/${toBase64url(mh)}/${person}/${contest}`;
}
function memory() {
  const values = /* @__PURE__ */ new Map();
  return {
    async get(key) {
      return values.get(key);
    },
    async put(key, value) {
      values.set(key, value);
    },
    async putOnce(key, value) {
      if (!values.has(key)) values.set(key, value);
      return values.get(key);
    },
    async remove(prefix) {
      for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
    },
    async keys(prefix) {
      return [...values.keys()].filter((key) => key.startsWith(prefix));
    }
  };
}
async function openDatabase() {
  const request = indexedDB.open("omov", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept");
  const database = await done(request);
  async function run(mode, act) {
    const transaction = database.transaction("kept", mode, { durability: "strict" });
    const committed = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const [answer] = await Promise.all([act(transaction.objectStore("kept")), committed]);
    return answer;
  }
  const under = (prefix) => IDBKeyRange.bound(prefix, `${prefix}￿`);
  return {
    get: (key) => run("readonly", (store) => done(store.get(key))),
    put: (key, value) => run("readwrite", async (store) => void await done(store.put(value, key))),
    putOnce: (key, value) => run("readwrite", async (store) => {
      const kept = await done(store.get(key));
      if (kept === void 0) await done(store.put(value, key));
      return kept ?? value;
    }),
    remove: (prefix) => run("readwrite", (store) => done(store.delete(under(prefix)))),
    keys: (prefix) => run("readonly", async (store) => (await done(store.getAllKeys(under(prefix)))).map(String))
  };
}
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// src/pages/signin.ts
function signIn(app, fault = "", field = "", typed = "") {
  const linkField = h("input", {
    id: "link",
    name: "link",
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": "link-hint"
  });
  const number = h("input", {
    id: "number",
    name: "number",
    type: "text",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 200,
    "aria-describedby": "number-hint",
    "aria-invalid": field === "number" ? "true" : null
  });
  number.value = typed;
  const button = h("button", { type: "submit", class: "button primary" }, "Continue");
  const form = h(
    "form",
    { novalidate: true, submit: (event) => {
      event.preventDefault();
      const given = app.link ?? linkIn(linkField.value);
      if (!given) return signIn(app, "Paste the link of your invitation.", "link", number.value);
      if (!number.value.trim()) return signIn(app, "Type your membership number.", "number");
      button.disabled = true;
      button.textContent = "One moment…";
      void enter(app, given, number.value.trim());
    } },
    app.link ? null : h(
      "div",
      { class: "field" },
      h("label", { for: "link" }, "The link in your invitation"),
      p0("link-hint", "Open the link in the message you were sent; or copy it and paste it here."),
      linkField
    ),
    h(
      "div",
      { class: "field" },
      h("label", { for: "number" }, "Your membership number"),
      p0("number-hint", "It is on your membership card. With your link, it shows that it is you."),
      number
    ),
    button
  );
  app.show(
    "Show that it is you",
    fault && errorSummary(fault, field),
    form,
    p(h("span", { class: "quiet" }, `No number? ${app.ask}`)),
    foot(link("Back", "#start"))
  );
  if (fault) document.querySelector(".error-summary")?.focus();
}
function p0(id, text2) {
  return h("p", { id, class: "hint" }, text2);
}
function linkIn(pasted) {
  const found = /(?:^|[#&]l=)([A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22})(?=$|&)/.exec(pasted.trim());
  return found?.[1] ?? null;
}
async function enter(app, given, number) {
  try {
    await app.api.signIn(given, number);
    const person = await personKey(app.shell.election, number);
    await app.keeper.setSignedIn(app.shell.election, { person, link: lookupId(given) });
    await app.signedIn(person);
    app.go("ballots");
  } catch (error) {
    if (error instanceof Problem && error.code === "number") {
      signIn(app, "This membership number does not go with your link. Look at your membership card.", "number", number);
    } else if (error instanceof Problem && error.code === "link") {
      app.link = null;
      signIn(app, "This link does not work, or no longer. Use the newest invitation you were sent.", "link", number);
    } else if (error instanceof Problem && error.status === 429) {
      signIn(app, `Too many attempts. ${error.detail}`, "number", number);
    } else {
      troubleWith(app, error, () => signIn(app, "", "", number));
    }
  }
}

// src/pages/start.ts
function start(app) {
  const { manifest, shell } = app;
  const now = app.now();
  const open2 = now >= manifest.opens && now < app.closes;
  app.show(
    now >= app.closes ? "Voting has closed" : "You are invited to vote",
    p(
      h("strong", {}, shell.organisation),
      ` ${open2 ? "invites you to vote in" : "holds"} `,
      h("strong", {}, manifest.election.title),
      "."
    ),
    list(manifest.contests.map((contest) => [
      h("span", { class: "name" }, contest.title),
      h("span", { class: "quiet" }, places(contest))
    ]), "ul", "contests"),
    now < manifest.opens && p("Voting opens on ", h("strong", {}, app.time(manifest.opens)), "."),
    now < app.closes ? p("Voting closes on ", h("strong", {}, app.time(app.closes)), ".") : p("It closed on ", app.time(app.closes), ". ", link("See the election and its result", `/elections/${shell.election}`), "."),
    open2 && primary("Begin", () => app.go(app.me ? "ballots" : "sign-in")),
    now < manifest.opens && p("Come back then with the same link. ", app.ask),
    now >= app.closes && p(link("Check my ballot", "#my-ballot")),
    h("h2", {}, "What happens to your vote"),
    p(
      "Your ranking is sealed on this device and put into the ballot box without your name: ",
      "nobody can see how you voted, not even us. After voting closes the ballots are opened ",
      "together and counted, and you can check that yours is among them."
    ),
    details(
      "More about secrecy",
      p(
        "The roll office knows that you have drawn a ballot paper, and not what you do with it. ",
        "The ballot box knows the sealed ballots, and not whose they are. They share nothing."
      ),
      p(manifest.holding === "trustees" ? `The ballots can be opened only after the close, by any ${manifest.threshold} of these people together: ${manifest.trustees.join(", ")}.` : "The key that opens the ballots is held by this service itself, not by trustees: whoever runs it could open them early. They could still not see whose they are."),
      p(
        "You can prove to others how you voted, if you show them your words: keep them to yourself. ",
        "This is not a way to vote when somebody stands behind you."
      )
    )
  );
}

// src/route.ts
async function route(app, state) {
  try {
    await show(app, state);
  } catch (error) {
    troubleWith(app, error, () => void route(app, state));
  }
}
async function show(app, state) {
  if (state.startsWith("r=")) return receiptCheck(app, state.slice(2));
  const [page = "", id = "", more = ""] = state.split("/").map(decodeURIComponent);
  if (page === "start") return start(app);
  if (page === "my-ballot") return mine(app);
  if (page === "sign-in") return signIn(app);
  const { voting } = app;
  if (!voting) return signIn(app);
  if (page === "ballots") return ballots(app, voting);
  if (page === "words") return myWords(app, voting);
  if (page === "recover") return recover(app, voting, id);
  const contest = app.contest(id);
  if (!contest || !app.me?.contests.some((entry) => entry.id === id)) return missing(app);
  const abstain = more === "abstain";
  switch (page) {
    case "rank":
      return rank(app, contest);
    case "check":
      return check(app, voting, contest, false);
    case "abstain":
      return check(app, voting, contest, true);
    case "keep":
      return keepWords(app, voting, contest, abstain);
    case "receipt":
      return receipt(app, voting, contest);
    default:
      return missing(app);
  }
}
function missing(app) {
  app.show("There is no such page", h("div", { class: "notice" }, p("Perhaps an address was cut short. ", link("Begin again", "#start"), ".")));
}

// src/main.ts
var COULD_NOT = "The booth could not start";
function readFragment(hash) {
  const bare = hash.replace(/^#/, "");
  if (!/^[lmkr]=/.test(bare)) return { link: null, mh: null, state: bare };
  const parts2 = new URLSearchParams(bare);
  const scanned = parts2.get("r");
  return { link: parts2.get("l"), mh: parts2.get("m"), state: scanned ? `r=${scanned}` : "" };
}
async function start2(main) {
  const { shell, page } = readShell(main);
  const say = (title, ...text2) => main.replaceChildren(h("div", { class: "page" }, h("h1", {}, title), h("div", { class: "notice warning" }, ...text2)));
  if (!window.isSecureContext) {
    return say(COULD_NOT, p("This page must be opened by a secure address that begins with https."));
  }
  if (!await supported()) {
    return say(
      "This browser is too old for secret voting",
      p("Please use Chrome or Edge 137, Firefox 129, Safari 17, or newer, on this device or another one. Your link works there too."),
      p(shell.contact ? `Or ask the returning officer: ${shell.contact}.` : "Or ask the returning officer.")
    );
  }
  const fragment = keepFragment(shell.election);
  const api = new Api(shell.election);
  let manifest;
  try {
    manifest = await readManifest(await api.manifest());
  } catch (error) {
    const why = error instanceof ManifestError ? error.message : error instanceof Problem && error.status === 404 ? "This election is not ready for voting, or there is none of this name." : "The service could not be reached. Check your connection, then open the link again.";
    return say(COULD_NOT, p(why));
  }
  if (fragment.mh !== null && fragment.mh !== toBase64url(manifest.mh)) {
    return say(
      "This is not the election you were invited to",
      p("The terms of this election differ from those that your invitation names. Do not vote here. Keep this page and tell the returning officer, and others too."),
      p("In your invitation: ", code(fragment.mh)),
      p("Here: ", code(toBase64url(manifest.mh)))
    );
  }
  const keeper = await Keeper.open();
  const live = document.getElementById("live") ?? h("div", {});
  const app = new App(shell, api, keeper, manifest, main, live);
  app.link = fragment.link;
  await resumeSession(app);
  const first = page === "check" ? "my-ballot" : "start";
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  });
  window.addEventListener("hashchange", () => {
    if (/^#[lmkr]=/.test(location.hash)) return location.reload();
    void route(app, location.hash.slice(1) || first);
  });
  await route(app, fragment.state || first);
}
function readShell(main) {
  const { election = "", organisation = "", contact = "", zone = "", now = "", page = "vote" } = main.dataset;
  const ahead = Date.parse(now) - Date.now();
  const shell = {
    election,
    organisation,
    contact,
    zone: knownZone(zone),
    clockAhead: Number.isNaN(ahead) ? 0 : ahead
  };
  return { shell, page };
}
function keepFragment(election) {
  const found = readFragment(location.hash);
  const key = `omov/link/${election}`;
  try {
    if (found.link !== null) sessionStorage.setItem(key, JSON.stringify([found.link, found.mh]));
    const [link2, mh] = JSON.parse(sessionStorage.getItem(key) ?? "[null,null]");
    if (found.link !== null) history.replaceState(null, "", location.pathname);
    return { ...found, link: link2, mh: found.mh ?? mh };
  } catch {
    return found;
  }
}
async function resumeSession(app) {
  try {
    app.closes = new Date((await app.api.box()).closes);
  } catch {
  }
  const known = await app.keeper.signedIn(app.shell.election);
  if (known === null || app.link !== null && lookupId(app.link) !== known.link) return;
  try {
    await app.signedIn(known.person);
  } catch {
    app.signedOut();
  }
}
if (typeof document !== "undefined") {
  const main = document.getElementById("booth");
  if (main) void start2(main);
}
export {
  core_exports as core,
  readFragment
};
