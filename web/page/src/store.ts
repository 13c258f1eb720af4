// What this device keeps, in IndexedDB: the pieces of trust data under the names that files of a
// state folder have, the officer's key and the notes of what was opened. What is kept is decided in
// the verifier; nothing here looks inside.

import { STOPS } from "./protocol";

const NAME = "juma";
const TRUST = "trust";
const OFFICER = "officer";
const NOTES = "notes";

/** The pieces of trust data, by their names. */
export const PIECES = ["root.pub", "bundle.jmb", "floors.cbor", "bundle-previous.jmb"] as const;
export type PieceName = (typeof PIECES)[number];
export type Pieces = Partial<Record<PieceName, Uint8Array>>;

let opened: Promise<IDBDatabase> | undefined;

/** Opens the database in whatever version it has: a newer page's stores stay, missing ones are added. */
function database(): Promise<IDBDatabase> {
  opened ??= open().catch(() => {
    opened = undefined;
    // A private window, or a browser that was told to keep nothing.
    throw new Error(STOPS.storage);
  });
  return opened;
}

function open(version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, version);
    request.onupgradeneeded = () => {
      const stores = request.result.objectStoreNames;
      for (const store of [TRUST, OFFICER]) {
        if (!stores.contains(store)) request.result.createObjectStore(store);
      }
      if (!stores.contains(NOTES)) request.result.createObjectStore(NOTES, { autoIncrement: true });
    };
    request.onerror = () => reject(request.error ?? new Error("the database cannot be opened"));
    request.onsuccess = () => {
      const database = request.result;
      // Another tab's newer page waits for this one to let go.
      database.onversionchange = () => {
        database.close();
        opened = undefined;
      };
      database.onclose = () => {
        opened = undefined;
      };
      const missing = [TRUST, OFFICER, NOTES].some((store) => !database.objectStoreNames.contains(store));
      if (!missing) {
        resolve(database);
        return;
      }
      database.close();
      open(database.version + 1).then(resolve, reject);
    };
  });
}

/** Runs one transaction; what it gives is given when everything lasts. */
async function transaction<T>(
  store: string,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore, give: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T> {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode, { durability: "strict" });
    let given: { value: T } | undefined;
    let failed: unknown;
    transaction.oncomplete = () => {
      if (given) resolve(given.value);
      else reject(failed ?? new Error("nothing was read"));
    };
    transaction.onabort = () => {
      const isFull = transaction.error?.name === "QuotaExceededError";
      reject(failed ?? (isFull ? new Error(STOPS.room) : (transaction.error ?? new Error("not kept"))));
    };
    const fail = (error: unknown) => {
      failed = error;
      transaction.abort();
    };
    act(transaction.objectStore(store), (value) => (given = { value }), fail);
  });
}

function bytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** Calls back with all pieces, inside the transaction. */
function readPieces(store: IDBObjectStore, then: (pieces: Pieces) => void): void {
  const pieces: Pieces = {};
  let left = PIECES.length;
  for (const name of PIECES) {
    const request = store.get(name);
    request.onsuccess = () => {
      const value = bytes(request.result);
      if (value) pieces[name] = value;
      left -= 1;
      if (left === 0) then(pieces);
    };
  }
}

/** The pieces that are kept. */
export function pieces(): Promise<Pieces> {
  return transaction(TRUST, "readonly", (store, give) => readPieces(store, give));
}

/**
 * Reads the pieces, decides, and keeps what was decided, in one transaction: no other tab comes in
 * between, and a device that loses its power has all of it or nothing.
 */
export function change<T>(decide: (pieces: Pieces) => { keep: Pieces; give: T }): Promise<T> {
  return transaction<T>(TRUST, "readwrite", (store, give, fail) =>
    readPieces(store, (pieces) => {
      try {
        const decided = decide(pieces);
        for (const name of PIECES) {
          const piece = decided.keep[name];
          if (piece) store.put(piece, name);
        }
        give(decided.give);
      } catch (error) {
        fail(error);
      }
    }),
  );
}

/** The texts that an officer's device keeps, by name. */
export function officerTexts(): Promise<Map<string, string>> {
  return transaction(OFFICER, "readonly", (store, give) => {
    const texts = new Map<string, string>();
    const request = store.openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) {
        give(texts);
        return;
      }
      if (typeof cursor.value === "string") texts.set(String(cursor.key), cursor.value);
      cursor.continue();
    };
  });
}

/** Keeps texts, and removes others. A name in `fresh` must not be taken yet. */
export function changeOfficer(put: Map<string, string>, remove: string[], fresh: string[] = []): Promise<void> {
  return transaction(OFFICER, "readwrite", (store, give) => {
    for (const name of remove) store.delete(name);
    for (const [name, text] of put) {
      if (fresh.includes(name)) store.add(text, name);
      else store.put(text, name);
    }
    give(undefined);
  });
}

/** Notes an opening so that it lasts. */
export function note(line: string): Promise<void> {
  return transaction(NOTES, "readwrite", (store, give) => {
    store.add(line);
    give(undefined);
  });
}

/** All notes. */
export function notes(): Promise<string[]> {
  return transaction(NOTES, "readonly", (store, give) => {
    const request = store.getAll();
    request.onsuccess = () => give(request.result.map(String));
  });
}
