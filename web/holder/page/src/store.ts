// What this device keeps, in IndexedDB: the wallet as its file is, encrypted, and nothing else.

const NAME = "juma-holder";
const STORE = "wallet";
const KEY = "file";

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onerror = () => reject(request.error ?? new Error("the database cannot be opened"));
    request.onsuccess = () => resolve(request.result);
  }).catch(() => {
    // A private window, or a browser that was told to keep nothing.
    throw new Error("no-storage: the browser keeps nothing");
  }) as Promise<IDBDatabase>;
}

async function transaction<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore, give: (value: T) => void) => void,
): Promise<T> {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(STORE, mode, { durability: "strict" });
      let given: { value: T } | undefined;
      // What is given is given when everything lasts.
      transaction.oncomplete = () => (given ? resolve(given.value) : reject(new Error("nothing was read")));
      transaction.onabort = () => {
        const isFull = transaction.error?.name === "QuotaExceededError";
        reject(isFull ? new Error("no-room: the device is full") : (transaction.error ?? new Error("not kept")));
      };
      act(transaction.objectStore(STORE), (value) => (given = { value }));
    });
  } finally {
    db.close();
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The file, if there is one. */
export function read(): Promise<string | undefined> {
  return transaction("readonly", (store, give) => {
    const request = store.get(KEY);
    request.onsuccess = () => give(text(request.result));
  });
}

/**
 * Puts a file in the place of the one that was read, or removes it, in one transaction; says whether
 * that one was still there. What another tab has kept meanwhile is never overwritten.
 */
export function replace(was: string | undefined, file: string | undefined): Promise<boolean> {
  return transaction("readwrite", (store, give) => {
    const request = store.get(KEY);
    request.onsuccess = () => {
      const isSame = text(request.result) === was;
      give(isSame);
      if (!isSame) return;
      if (file === undefined) store.delete(KEY);
      else store.put(file, KEY);
    };
  });
}
