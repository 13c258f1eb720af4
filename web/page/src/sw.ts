// The service worker: the page from this device, never from elsewhere. It knows the files of one
// version of the page by their hashes; a newer version waits until somebody wants it.

export {};
declare const self: ServiceWorkerGlobalScope;
declare const FILES: Record<string, string>;
declare const VERSION: string;

const CACHE = `juma-page-${VERSION}`;

/** The engine that this browser can run; the other is not needed. */
const VECTORS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);
const UNNEEDED = WebAssembly.validate(VECTORS) ? "juma-plain.wasm" : "juma-simd.wasm";

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  const names = Object.keys(FILES).filter((name) => name !== UNNEEDED);
  await Promise.all(
    names.map(async (name) => {
      // `no-cache`: a file of another version that the browser still has is asked about again.
      const response = await fetch(name, { cache: "no-cache" });
      const bytes = await response.arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      // A page whose parts are of two versions is no page.
      if (!response.ok || hex !== FILES[name]) throw new Error(`${name} is not the one of this version`);
      await cache.put(name, new Response(bytes, { headers: response.headers }));
    }),
  );
}

self.addEventListener("install", (event) => event.waitUntil(keep()));

self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      // Pages only: what the device knows lies in its database, which no version takes away.
      for (const name of await caches.keys()) {
        if (name.startsWith("juma-page-") && name !== CACHE) await caches.delete(name);
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
  const folder = new URL("./", location.href).pathname;
  if (!url.pathname.startsWith(folder)) return;
  const name = url.pathname.slice(folder.length) || "index.html";
  if (!(name in FILES)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      return (await cache.match(name)) ?? fetch(event.request);
    })(),
  );
});
