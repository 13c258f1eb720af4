// The service worker: the page from this device, never from elsewhere. It knows the files of one
// version of the page by their hashes; a newer version waits until somebody wants it.

import { OTHER_ENGINE } from "./engine";

declare const self: ServiceWorkerGlobalScope;
declare const FILES: Record<string, string>;
declare const VERSION: string;
/** What the caches of this page's versions begin with: another page of this origin has its own. */
declare const PREFIX: string;

const CACHE = `${PREFIX}${VERSION}`;

/** The names of the files by their paths; a page may use files of a folder beside its own. */
const NAMES = new Map(Object.keys(FILES).map((name) => [new URL(name, location.href).pathname, name]));
NAMES.set(new URL("./", location.href).pathname, "index.html");

/** A file of this version from the server. Throws if the server has another version's. */
async function fetched(name: string): Promise<Response> {
  // `no-cache`: a file of another version that the browser still has is asked about again.
  const response = await fetch(name, { cache: "no-cache" });
  const bytes = await response.arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // A page whose parts are of two versions is no page.
  if (!response.ok || hex !== FILES[name]) throw new Error(`${name} is not the one of this version`);
  return new Response(bytes, { headers: response.headers });
}

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  const put = (names: string[]): Promise<void[]> => Promise.all(names.map(async (name) => cache.put(name, await fetched(name))));
  const names = Object.keys(FILES).filter((name) => !name.endsWith(OTHER_ENGINE));
  await put(names.filter((name) => !name.startsWith("pdf/")));
  // What reads PDF files is large and seldom wanted: it comes when the page itself is there, which does
  // not wait for it. What is missing then is kept when it is first used with a network.
  await put(names.filter((name) => name.startsWith("pdf/"))).catch(() => undefined);
}

/** A file as it is kept, or from the server, and kept from then on. */
async function file(name: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(name);
  if (kept) return kept;
  const response = await fetched(name);
  // A device that is full reads it all the same.
  await cache.put(name, response.clone()).catch(() => undefined);
  return response;
}

self.addEventListener("install", (event) => event.waitUntil(keep()));

self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      // Pages only: what the device knows lies in its database, which no version takes away.
      for (const name of await caches.keys()) {
        if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  ),
);

self.addEventListener("message", (event) => {
  if (event.data === "use") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || event.request.method !== "GET") return;
  const name = NAMES.get(url.pathname);
  if (name === undefined) return;
  event.respondWith(file(name));
});
