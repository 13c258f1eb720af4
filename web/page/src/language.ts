// The language that was chosen, and how texts are put together in it: for every page of this folder.

import { recall, remember } from "./memory";
import type { Both } from "./protocol";

export type Language = "zh-CN" | "en";

/** The order of languages in which a person reads: the chosen one first. */
export let language: Language = chosen();

function chosen(): Language {
  const kept = recall("language");
  if (kept === "en" || kept === "zh-CN") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function setLanguage(to: Language): void {
  language = to;
  remember("language", to);
}

/** A text with what is put in place of its names in braces. */
export function fill(text: string, put: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(put[name] ?? whole));
}

/** The chosen language of what comes in both. */
export function mine(text: Both): string {
  return text[language];
}

/** The other one. */
export function others(text: Both): string {
  return text[language === "en" ? "zh-CN" : "en"];
}

/** A moment of a report to the minute, without its zone: it is in Beijing time. */
export function moment(text: string): string {
  return text.slice(0, 16).replace("T", " ");
}
