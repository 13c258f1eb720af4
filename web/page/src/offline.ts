// The service worker as the page sees it.

/** Registers it. `waiting` is called when a newer page is there, with what puts it to use. */
export async function offline(waiting: (use: () => void) => void): Promise<void> {
  const container = navigator.serviceWorker;
  if (!container) return;
  // Another tab has put a newer page to use: this one would ask for the files of a page that is gone.
  let controller = container.controller?.scriptURL;
  container.addEventListener("controllerchange", () => {
    const next = container.controller?.scriptURL;
    if (next !== undefined && next === controller) location.reload();
    controller = next;
  });
  const registration = await container.register("sw.js").catch(() => undefined);
  if (!registration) return;
  const tell = (worker: ServiceWorker) =>
    waiting(() => {
      container.addEventListener("controllerchange", () => location.reload(), { once: true });
      worker.postMessage("use");
    });
  // What controls this page may be the worker of a page in a folder above: only an earlier one of its
  // own makes this one newer.
  if (registration.waiting && registration.active) tell(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) tell(worker);
    });
  });
}

/** Whether the page opens with no network: its service worker has kept it, and beside it a part that comes later. */
export async function readiness(later: string): Promise<"ready" | "part-missing" | "not-yet"> {
  const registration = await navigator.serviceWorker?.getRegistration("./").catch(() => undefined);
  const own = new URL("sw.js", location.href).href;
  if (registration?.active?.scriptURL !== own) return "not-yet";
  const isThere = (await caches.match(later).catch(() => undefined)) !== undefined;
  return isThere ? "ready" : "part-missing";
}
