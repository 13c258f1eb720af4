// The service worker as the page sees it.

/** Registers it. `waiting` is called when a newer page is there, with what puts it to use. */
export async function offline(waiting: (use: () => void) => void): Promise<void> {
  const container = navigator.serviceWorker;
  if (!container) return;
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
