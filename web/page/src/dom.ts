// Small things with the document.

import { isAtHome, isIos } from "./platform";

/** The element of an id. */
export function the<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element ${id}`);
  return element as T;
}

type Child = Node | string | null | undefined;

/** A new element. Texts are texts: nothing of a code is ever markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return element;
}

/** Asks for files. */
export function chooseFiles(accept: string): Promise<File[]> {
  return new Promise((resolve) => {
    // An iPhone greys every file out whose ending it does not know.
    const known = isIos() && accept.includes(".") ? "" : accept;
    const input = make("input", { type: "file", multiple: true, accept: known, hidden: true });
    const done = (files: File[]): void => {
      input.remove();
      resolve(files);
    };
    input.addEventListener("change", () => done([...(input.files ?? [])]));
    input.addEventListener("cancel", () => done([]));
    // One that is nowhere in the page is told nothing in Safari.
    (document.querySelector("dialog[open]") ?? document.body).append(input);
    input.click();
  });
}

/** Saves a text as a file. */
export function save(name: string, text: string): void {
  // From an iPhone's home screen a download leads to a view with no way back: there files are shared.
  const shared = { files: [new File([text], name, { type: "text/plain" })] };
  if (isIos() && isAtHome() && navigator.canShare?.(shared)) {
    void navigator.share(shared).catch(() => undefined);
    return;
  }
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
