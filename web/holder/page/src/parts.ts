// Pieces that the page is put together from.

import { make, the } from "../../../page/src/dom";
import { say, type Word } from "./words";

type Child = Node | string | null | undefined;

export function card(title: Word | null, ...children: Child[]): HTMLElement {
  return make("section", { className: "card" }, title && make("h3", {}, say(title)), ...children);
}

export function note(word: Word, put: Record<string, string | number> = {}): HTMLElement {
  return make("p", {}, say(word, put));
}

/** A button, which cannot be pressed again while what it does goes on. */
export function button(kind: string, name: Word, act: () => Promise<void> | void): HTMLButtonElement {
  const button = make("button", { type: "button", className: kind, textContent: say(name) });
  button.dataset["name"] = name;
  button.addEventListener("click", () => {
    button.disabled = true;
    void Promise.resolve(act()).finally(() => (button.disabled = false));
  });
  return button;
}

export function field(name: Word, control: HTMLElement, kind = ""): HTMLElement {
  return make("label", { className: kind }, say(name), control);
}

export function secret(id: string): HTMLInputElement {
  return make("input", { type: "password", id, autocomplete: "off", spellcheck: false });
}

export function select(id: string, options: [string, string][]): HTMLSelectElement {
  const select = make("select", { id });
  for (const [value, name] of options) select.append(new Option(name, value));
  return select;
}

/** A line for what came of something; it is read out. */
export function said(id: string, text = ""): HTMLElement {
  const line = make("p", { className: "said", id }, text);
  line.setAttribute("role", "status");
  return line;
}

/** Something for everybody at the top of the page. */
export function notice(text: string): void {
  the("notice").textContent = text;
  the("notice").hidden = text === "";
}

/** Opens the sheet with these parts. */
export function openSheet(title: Word, ...parts: Child[]): void {
  const dialog = the<HTMLDialogElement>("sheet");
  the("sheet-title").textContent = say(title);
  the("sheet-close").textContent = say("close");
  the("sheet-body").replaceChildren(...parts.filter((part): part is Node | string => part !== null && part !== undefined));
  if (dialog.open) the("sheet-title").focus();
  else dialog.showModal();
}

export function closeSheet(): void {
  the<HTMLDialogElement>("sheet").close();
}
