// What this device keeps between visits: for each person and election a seed, and for each contest
// the credential, the last number, a cast whose answer is missing, and the receipts. No ranking.
// Where the browser keeps nothing (private windows), it is held until the page is closed.

import type { Cast, Receipt } from './device';
import { newSeed } from './derive';
import { type Bytes, fromBase64url, sha256, tagged, toBase64url } from './encoding';

/** One contest of one person on this device. Base64url where it is bytes. */
export interface Paper {
  readonly credential?: string;
  readonly lastSeq: number;
  /** Sent, and not known to have arrived. */
  readonly pending?: Cast;
  readonly receipts: readonly Receipt[];
}

/** Whose session there is. `link`: the lookup id of their personal link, without its secret. */
export interface SignedIn {
  readonly person: string;
  readonly link: string;
}

export const NO_PAPER: Paper = { lastSeq: 0, receipts: [] };

interface Shelf {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /** Keep the value unless something stands there already; what stands there then. */
  putOnce(key: string, value: unknown): Promise<unknown>;
  remove(prefix: string): Promise<void>;
  keys(prefix: string): Promise<string[]>;
}

/** A name for a person on this device that does not show the membership number. */
export async function personKey(election: string, number: string): Promise<string> {
  const plain = number.split(/\s+/).join('').toLowerCase();
  return toBase64url((await sha256(tagged('person-on-device', election, plain))).slice(0, 12));
}

/** What stands before the secret in a personal link. */
export function lookupId(link: string): string {
  return link.split('.')[0] ?? '';
}

export class Keeper {
  private constructor(
    private readonly shelf: Shelf,
    /** Whether it is still there when the page is opened again. */
    readonly lasting: boolean,
  ) {}

  static async open(): Promise<Keeper> {
    try {
      const shelf = await openDatabase();
      await shelf.put('probe', 1);
      return new Keeper(shelf, true);
    } catch {
      return new Keeper(memory(), false);
    }
  }

  /** Who signed in last on this device, and with which link: the roll office's cookie is theirs. */
  async signedIn(election: string): Promise<SignedIn | null> {
    return ((await this.shelf.get(`person/${election}`)) as SignedIn | undefined) ?? null;
  }

  async setSignedIn(election: string, who: SignedIn): Promise<void> {
    await this.shelf.put(`person/${election}`, who);
  }

  async seed(mh: Bytes, person: string): Promise<Bytes | null> {
    const kept = (await this.shelf.get(seedKey(mh, person))) as string | undefined;
    return kept === undefined ? null : fromBase64url(kept, 32);
  }

  /** The person's seed; made and kept now if there is none. */
  async makeSeed(mh: Bytes, person: string): Promise<Bytes> {
    const kept = await this.shelf.putOnce(seedKey(mh, person), toBase64url(newSeed()));
    if (this.lasting) void navigator.storage?.persist?.();
    return fromBase64url(kept as string, 32);
  }

  /** Take in the seed of the person's words. What belonged to another seed goes. */
  async setSeed(mh: Bytes, person: string, seed: Bytes): Promise<void> {
    await this.forget(mh, person);
    await this.shelf.put(seedKey(mh, person), toBase64url(seed));
  }

  /** Everyone who has a seed for this election on this device. */
  async people(mh: Bytes): Promise<string[]> {
    const prefix = `seed/${toBase64url(mh)}/`;
    return (await this.shelf.keys(prefix)).map((key) => key.slice(prefix.length, -1));
  }

  async paper(mh: Bytes, person: string, contest: string): Promise<Paper> {
    const kept = await this.shelf.get(paperKey(mh, person, contest));
    return (kept as Paper | undefined) ?? NO_PAPER;
  }

  async setPaper(mh: Bytes, person: string, contest: string, paper: Paper): Promise<void> {
    await this.shelf.put(paperKey(mh, person, contest), paper);
  }

  /** Remove everything of this person's ballots in this election from the device. */
  async forget(mh: Bytes, person: string): Promise<void> {
    await this.shelf.remove(paperKey(mh, person, ''));
    await this.shelf.remove(seedKey(mh, person));
  }
}

function seedKey(mh: Bytes, person: string): string {
  return `seed/${toBase64url(mh)}/${person}/`;
}

function paperKey(mh: Bytes, person: string, contest: string): string {
  return `paper/${toBase64url(mh)}/${person}/${contest}`;
}

function memory(): Shelf {
  const values = new Map<string, unknown>();
  return {
    async get(key) { return values.get(key); },
    async put(key, value) { values.set(key, value); },
    async putOnce(key, value) {
      if (!values.has(key)) values.set(key, value);
      return values.get(key);
    },
    async remove(prefix) {
      for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
    },
    async keys(prefix) { return [...values.keys()].filter((key) => key.startsWith(prefix)); },
  };
}

async function openDatabase(): Promise<Shelf> {
  const request = indexedDB.open('omov', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('kept');
  const database = await done(request);

  async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = database.transaction('kept', mode, { durability: 'strict' });
    const committed = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const [answer] = await Promise.all([act(transaction.objectStore('kept')), committed]);
    return answer;
  }

  const under = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return {
    get: (key) => run('readonly', (store) => done<unknown>(store.get(key))),
    put: (key, value) => run('readwrite', async (store) => void (await done(store.put(value, key)))),
    putOnce: (key, value) => run('readwrite', async (store) => {
      const kept: unknown = await done<unknown>(store.get(key));
      if (kept === undefined) await done(store.put(value, key));
      return kept ?? value;
    }),
    remove: (prefix) => run('readwrite', (store) => done(store.delete(under(prefix)))),
    keys: (prefix) => run('readonly', async (store) => (await done(store.getAllKeys(under(prefix)))).map(String)),
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
