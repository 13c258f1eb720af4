// What the page of a wallet and its worker say to each other.

/** A code of the wallet as it says of itself; no verifier has looked at it. */
export interface Card {
  number: number;
  name: string;
  tier: "gate" | "full" | "sealed";
  proof: "live" | "holder-key" | "paper" | "static";
  /** What the guardian is to the person, for a code that a guardian shows. */
  relation: string | null;
  /** The guardian's own code that it names, if the wallet has it. */
  guardian: number | null;
  expires: string;
  over: boolean;
}

/** What the wallet holds. */
export interface List {
  environment: string;
  codes: Card[];
  /** Secrets that wait for their codes. */
  waiting: number;
  /** Whether the wallet has a key of its own, which signs requests. */
  asks: boolean;
  /** The code that is meant when none is named. */
  chosen: number | null;
}

/** A symbol with its quiet zone: a byte a module, 0 dark and 255 light. */
export interface Picture {
  side: number;
  modules: Uint8Array;
}

/** What is held up to a gate. */
export interface Shown {
  /** The numbers of the codes; the guardian's own comes first. */
  numbers: number[];
  /** The first second at which there is a newer view, or none any more. */
  until: number;
  live: boolean;
  /** Whether it answers a number that a venue asks to confirm. */
  answers: boolean;
  pictures: Picture[];
}

/** A file that is handed over: its text, and its symbol when it fits into one. */
export interface Handed {
  text: string;
  picture: Picture | null;
  bytes: number;
  /** The most bytes of a symbol. */
  most: number;
}

/** What the page asks. `now` is the page's clock in seconds. */
export type Ask =
  | { do: "kept" }
  | { do: "begin"; environment: string; passphrase: string }
  | { do: "open"; passphrase: string }
  | { do: "import"; text: string; passphrase: string }
  | { do: "list"; now: number }
  | { do: "request"; profile: string; proof: "chain" | "key"; codes: number }
  | { do: "add"; texts: string[]; passphrase: string | null }
  | { do: "show"; number: number; now: number; challenge: number | null }
  | { do: "export" }
  | { do: "forget" };

/** What the worker answers. */
export interface Answer {
  /** Whether this device keeps a wallet. */
  kept?: boolean;
  list?: List;
  handed?: Handed;
  added?: number;
  shown?: Shown;
}

export type Numbered<T> = T & { id: number };
export type Reply = { id: number; answer: Answer } | { id: number; error: string; trap: boolean } | { changed: true };
