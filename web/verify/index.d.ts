/**
 * The verifier of Juma's residence codes. The same Rust as the command `juma-verifier`, compiled to
 * WebAssembly: no network, no files, nothing kept but what you keep.
 */

/** Why something was not done. A refused code is no error, but a {@link Report}. */
export class JumaError extends Error {
  /**
   * The stable word: `argument/text`, `argument/at`, `argument/bytes`, `argument/image`, …,
   * `no-root`, `root-damaged`, `floors-damaged`, `policy`, `frame-…`, `not-started`, `trap`.
   */
  readonly slug: string;
  constructor(slug: string, message: string);
}

/**
 * Starts the engine. In Node it is started already; elsewhere await it once, before anything else.
 * `source` is where the engine is, or its bytes, when it is not beside the package.
 */
export function init(source?: URL | string | Request | Response | BufferSource | WebAssembly.Module): Promise<void>;

/** A moment: a `Date`, or seconds since 1970. Without one, the system's clock. */
export type Time = Date | number;

/** A text in both languages. */
export interface Both {
  "zh-CN": string;
  en: string;
}

/**
 * What a device keeps, byte for byte as the files of `juma-verifier`'s state folder. Store all of it
 * together, and never a part of it from an older copy: the floors are what keeps an old bundle out.
 */
export interface Kept {
  /** `root.pub`, which the device was given by hand. */
  root: string | Uint8Array;
  /** `floors.cbor`: what may not go back. */
  floors?: Uint8Array;
  /** `bundle.jmb`: the newest trust data. */
  bundle?: Uint8Array;
  /** `bundle-previous.jmb`: the trust data before it, for when the newest is damaged. */
  previous?: Uint8Array;
}

/** The venue: a built-in policy by name, or the text of a policy file. */
export type PolicyName = "library" | "museum" | "hospital" | "officer" | (string & {});

/** Pixels, grey (one byte each) or RGBA (four), row after row; sides from 1 to 4096. */
export interface Image {
  data: Uint8Array | Uint8ClampedArray | ArrayBuffer;
  width: number;
  height: number;
}

export interface Region {
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
  [more: string]: unknown;
}

/** A verdict, as `juma-verifier check --json` prints it. */
export interface Report {
  verdict: "accept" | "refuse" | "undecided";
  /** The reason's slug (SPEC §10). */
  reason: string;
  message: Both;
  /** What to do about it. */
  todo?: Both;
  environment: "demo" | "test" | "production";
  at: string;
  source: string;
  /** How old the data is that was gone by. */
  trust?: Record<string, unknown>;
  /** What a person at the gate must look at: `compare-document`, … */
  advice?: string[];
  issuer?: string;
  /** Only of an accepted code. */
  claims?: Claims;
  guardian?: { issuer: string; claims: Claims };
  opened_by_policy?: boolean;
  [more: string]: unknown;
}

/** A verdict on what is held up, which lasts until it has left. */
export interface VerdictEvent extends Report {
  event: "verdict";
  showing: number;
  /** Whether a gate may open: an accepted code, or an undecided one that the policy lets in. */
  opens: boolean;
}

export type GateEvent = VerdictEvent | { event: "left"; showing: number };

/** What came of a bundle. */
export interface Imported {
  imported: "updated" | "unchanged" | "refused";
  /** Why it was refused: `bundle-rollback`, `bundle-expired`, … */
  reason?: string;
  message?: string;
  words?: Both;
}

/** Versions, ages and ends of what is known. */
export interface Trust {
  environment: string;
  clock_floor: string;
  clock_untrusted: boolean;
  newest_seen: { epoch: number; sequence: number };
  at: string;
  sequence?: number;
  stale?: boolean;
  stale_from?: string;
  damage?: string;
  [more: string]: unknown;
}

/** A device that judges. Time is given with every question; without it, the system's clock. */
export class Verifier {
  /**
   * @param kept what the device keeps; at the first start its root alone
   * @throws {JumaError} `no-root`, `root-damaged`, `floors-damaged`, `policy`
   */
  constructor(kept: Kept, options?: { policy?: PolicyName });
  /** The name of the policy. */
  get policy(): string;
  /** @throws {JumaError} `policy`, with the line of the text that is wrong */
  setPolicy(policy: PolicyName): void;
  /** What is to be stored, after an import or {@link raiseClock} has changed it. */
  get kept(): { [Name in keyof Kept]: Uint8Array };
  /**
   * Imports a trust bundle. It is a new one or it is refused: nothing goes back. Store {@link kept}
   * afterwards. `label` is the number on the stick's label, when it has one.
   */
  importBundle(bundle: Uint8Array | ArrayBuffer, options?: { label?: number; at?: Time }): Imported;
  /**
   * Notes how late it is by the device's own clock, so that a clock set back is not believed; now and
   * then, and only with the true time. Gives whether {@link kept} has changed and is to be stored.
   */
  raiseClock(options?: { at?: Time }): boolean;
  /** Versions, ages and ends of what is known. */
  trust(options?: { at?: Time }): Trust;
  /** Judges one text by itself. */
  verifyText(code: string, options?: { at?: Time }): Report;
  /** Judges texts that were in view at once: a member's code and the guardian's. */
  verifyTexts(codes: Iterable<string>, options?: { at?: Time }): Report;
  /** Judges what a picture shows. */
  verifyImage(image: Image, options?: { at?: Time }): Report;
  /** What is new with a camera's next frame. `elapsed` is milliseconds of a clock that only runs forward. */
  seeFrame(image: Image, options?: { at?: Time; elapsed?: number }): GateEvent[];
  /** What has left when no frame comes any more. */
  endFrames(options?: { at?: Time }): GateEvent[];
  /** What is new when a scanner that is a keyboard has typed; call it with "" when time has passed. */
  typed(typed: string, options?: { at?: Time; elapsed?: number }): GateEvent[];
  /** Gives its memory back; it is not to be used afterwards. */
  free(): void;
}

/** The texts of the QR symbols in a picture, whatever they say. Nothing of them is verified. */
export function scanImage(image: Image): string[];

/** Judges one text. `trust` is a {@link Verifier}, or what a device keeps. */
export function verifyText(code: string, options: { trust: Verifier | Kept; policy?: PolicyName; at?: Time }): Report;

/** Judges what a picture shows. */
export function verifyImage(image: Image, options: { trust: Verifier | Kept; policy?: PolicyName; at?: Time }): Report;
