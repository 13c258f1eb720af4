// Choices that a page remembers, in localStorage where the browser lets it: one that does not only
// forgets them at the next start. And whether what the page keeps in its database will last.

import { isAtHome, isIos } from "./platform";

const forgetful = new Map<string, string>();

/** What was remembered under a name. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return forgetful.get(name) ?? null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    forgetful.set(name, value);
  }
}

/** Remembers nothing under a name any more. */
export function unlearn(name: string): void {
  forgetful.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // It was remembered nowhere else.
  }
}

/** Asks the browser not to be the first to throw away what is kept here. */
export async function askToKeep(): Promise<void> {
  // Firefox asks the person, whom nobody asks twice; others decide by themselves, and may do so later.
  if (/Firefox\//.test(navigator.userAgent)) {
    if (recall("asked-to-keep") !== null) return;
    remember("asked-to-keep", "yes");
  }
  await navigator.storage?.persist?.().catch(() => false);
}

/**
 * How long what is kept here lasts: until somebody removes it, until the device is full, or, in a tab
 * on an iPhone or iPad, until seven days have passed in which nobody opened the page.
 */
export async function lasting(): Promise<"always" | "while-room" | "seven-days"> {
  if (isIos() && !isAtHome()) return "seven-days";
  const isKept = await navigator.storage?.persisted?.().catch(() => false);
  return isKept ? "always" : "while-room";
}
