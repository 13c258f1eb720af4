// What the page and its worker say to each other.

/** A text in both languages. */
export interface Both {
  "zh-CN": string;
  en: string;
}

/** How old the data is that a verdict went by. */
export interface Ages {
  bundle_seconds: number;
  freshness: string;
  stale_from: string;
  status?: { seconds: number; freshness: string; expires: string };
}

interface Region {
  code: string;
  name?: string;
}

/** What the venue may see of a code. */
export interface Claims {
  tier: string;
  name: string;
  population: string;
  region: Region;
  address: { state: string; text?: string };
  document_tail?: string;
  guardian?: string;
  expires: string;
  document?: { kind: string; number?: string; tail?: string };
  birth_date?: string;
  sex?: string;
  household_address?: { region: Region; text: string };
  issued?: string;
}

/** A verdict, as `juma-verifier check --json` prints it. */
export interface Report {
  verdict: "accept" | "refuse" | "undecided";
  reason: string;
  message: Both;
  todo?: Both;
  environment: string;
  at: string;
  source: string;
  trust?: Ages;
  advice?: string[];
  issuer?: string;
  claims?: Claims;
  guardian?: { issuer: string; claims: Claims };
  address_help?: Both & { reason: string };
  hotline?: { name: Both; number: string }[];
  sealed?: string;
  opened_by_policy?: boolean;
  clock_offset_seconds?: number;
  slot_age_seconds?: number;
  /** What was noted when a sealed part was opened. */
  note?: unknown;
}

/** A verdict on what is held up, which lasts until it has left. */
export interface VerdictEvent extends Report {
  event: "verdict";
  showing: number;
  opens: boolean;
}

/** What is new at the gate. */
export type GateEvent = VerdictEvent | { event: "left"; showing: number; source?: string };

/** What the device knows. */
export interface Trust {
  environment: string;
  clock_floor: string;
  clock_untrusted: boolean;
  newest_seen: { epoch: number; sequence: number };
  at: string;
  damage?: string;
  root?: number;
  trust_list?: number;
  sequence?: number;
  epoch?: number;
  bundle_seconds?: number;
  stale?: boolean;
  stale_from?: string;
  freshness?: string;
  keys?: number;
  status_lists?: number;
}

/** What came of an import. */
export interface Imported {
  imported: "updated" | "unchanged" | "refused" | "failed";
  reason?: string;
  message?: string;
  words?: Both;
}

/** What an officer's device holds. */
export interface Device {
  /** The public file of the device's key, when there is a key. */
  public?: string;
  /** The seal keys that are held, each with the second from which it is to be destroyed. */
  held: { kid: string; destroyFrom: number }[];
  /** How many seal keys are open; absent when locked. */
  open?: number;
  /** How many openings were noted. */
  notes: number;
}

/** Why something cannot be done at all, or not as it was sent: what the page has words for. */
export const STOPS = {
  again: "the reader was started again",
  browser: "the reader does not run in this browser",
  engine: "the engine has not arrived",
  pixels: "the pixels cannot be read",
  room: "the device has no room for it",
  storage: "the browser keeps nothing",
  trust: "no trust data",
} as const;

/** Pixels on their way to the worker. */
export type Pixels = VideoFrame | ImageBitmap | ImageData;

/** What the page asks of the worker. `now` is the page's clock in seconds, `elapsed` runs forward only. */
export type Ask =
  | { do: "open"; now: number; venue: string }
  | { do: "frame"; pixels: Pixels; now: number; elapsed: number }
  | { do: "picture"; pixels: Pixels; now: number }
  | { do: "leaf"; pixels: Pixels }
  | { do: "leaves"; texts: string[]; now: number }
  | { do: "typed"; text: string; now: number; elapsed: number }
  | { do: "end"; now: number }
  | { do: "trust"; now: number }
  | { do: "import"; root: string | null; bundle: Uint8Array; label: number; now: number }
  | { do: "venue"; policy: string }
  | { do: "text"; text: string; now: number }
  | { do: "whole"; now: number }
  | { do: "forget" }
  | { do: "device"; now: number }
  | { do: "make-device-key"; passphrase: string; now: number }
  | { do: "hold"; files: string[]; now: number }
  | { do: "unlock"; passphrase: string; now: number }
  | { do: "lock"; now: number }
  | { do: "notes" };

/** What the worker answers. */
export interface Answer {
  trust?: Trust | null;
  events?: GateEvent[];
  report?: Report;
  imported?: Imported;
  venue?: string;
  device?: Device;
  notes?: string;
  unread?: number;
  /** What a page of a file has shown, to be judged with its other pages. */
  texts?: string[];
  glossary?: [string, string, string, string][];
}

export type Numbered<T> = T & { id: number };
export type Reply = { id: number; answer: Answer } | { id: number; error: string; trap: boolean } | { renewed: true };
