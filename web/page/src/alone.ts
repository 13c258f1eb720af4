// What the worker of PDF files gives up before it takes anything in: it reads files of strangers, and
// is of the same origin as the trust data. A fault of its reader is to reach no store, no network and
// no other page, and to take no more memory at once than a page is worth.

/** The most bytes of one piece of memory: the pixels of an A4 page that was scanned at 600 dots per inch. */
const MOST_BYTES = 160_000_000;

/** What a reader of files has no use for. `onmessage` too: pdf.js would take it for its own. */
const GIVEN_UP = [
  "BroadcastChannel",
  "EventSource",
  "SharedWorker",
  "WebSocket",
  "WebTransport",
  "Worker",
  "XMLHttpRequest",
  "caches",
  "fetch",
  "importScripts",
  "indexedDB",
  "onmessage",
  "requestAnimationFrame",
];

/** Its own files come by this one, which no file that is read can call. */
export const get = fetch.bind(globalThis);

for (let at: object | null = globalThis; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
  for (const name of GIVEN_UP) Reflect.deleteProperty(at, name);
}

/** Buffers and arrays that refuse to be too long: a stream that unpacks without end comes to one. */
function bounded<T extends new (...given: never[]) => object>(kind: T): T {
  return new Proxy(kind, {
    construct(target, given: unknown[], made) {
      const [length] = given;
      if (typeof length === "number" && length > MOST_BYTES) throw new RangeError("too much memory at once");
      return Reflect.construct(target, given, made) as object;
    },
  });
}

Object.assign(globalThis, {
  ArrayBuffer: bounded(ArrayBuffer),
  Uint8Array: bounded(Uint8Array),
  Uint8ClampedArray: bounded(Uint8ClampedArray),
});
