// What tabs of one page tell each other.

/** A channel to the other tabs; a browser that keeps nothing for a page gives it none. */
export function tabs(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
