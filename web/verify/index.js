// The verifier of residence codes for JavaScript: what is judged is judged in WebAssembly, by the same
// Rust as the command juma-verifier. No network, no files; time is an argument.

import start, { initSync, Gate, Pieces, Reader } from "./engine.js";

/** Why something was not done: `slug` is the stable word for it. */
export class JumaError extends Error {
  constructor(slug, message) {
    super(message);
    this.name = "JumaError";
    this.slug = slug;
  }
}

/** A module of one vector instruction: engines that know no vectors call it no module. */
const VECTORS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);
export const engineName = WebAssembly.validate(VECTORS) ? "juma-simd.wasm" : "juma-plain.wasm";

/** The longest side of a picture (`scan/src/frame.rs`). */
const MAX_SIDE = 4096;
/** The names that pieces have in the engine. */
const NAMES = { root: "root.pub", floors: "floors.cbor", bundle: "bundle.jmb", previous: "bundle-previous.jmb" };

let engine;
let pixels;

/** Starts the engine of these bytes, at once. */
export function startOf(bytes) {
  if (engine) return;
  engine = initSync({ module: bytes });
  pixels = new Reader();
}

/** Starts the engine that is fetched, or given. */
export async function startFrom(source) {
  if (engine) return;
  const output = await start({ module_or_path: source });
  engine ??= output;
  pixels ??= new Reader();
}

const wrong = (slug, message) => new JumaError(`argument/${slug}`, message);

/** What the engine throws: its stable word and what it says. */
function asked(act) {
  if (!engine) throw new JumaError("not-started", "call and await init() first");
  try {
    return act();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      // After a trap nothing in that memory is to be trusted.
      throw new JumaError("trap", `the engine has failed and must be started anew: ${error.message}`);
    }
    if (typeof error !== "string") throw error;
    const [slug, ...message] = error.split("\n");
    throw new JumaError(slug, message.join("\n"));
  }
}

function text(value, what) {
  if (typeof value !== "string") throw wrong("text", `${what} is ${typeof value}, a string is asked for`);
  return value;
}

function seconds(at) {
  const value = at === undefined ? Date.now() / 1000 : at instanceof Date ? at.getTime() / 1000 : at;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0 || value > 253402300799) {
    throw wrong("at", "the time is a Date or seconds since 1970, before the year 10000");
  }
  return BigInt(Math.floor(value));
}

function bytes(value, what) {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw wrong("bytes", `${what} is no Uint8Array or ArrayBuffer`);
}

function piece(name, value) {
  return name === "root" && typeof value === "string" ? new TextEncoder().encode(value) : bytes(value, name);
}

/** Copies of the pieces, by their names. */
function pieces(kept) {
  if (typeof kept !== "object" || kept === null) throw wrong("kept", "trust data is an object with `root`");
  const copies = {};
  for (const name of Object.keys(NAMES)) {
    if (kept[name] !== undefined && kept[name] !== null) copies[name] = piece(name, kept[name]).slice();
  }
  if (!copies.root) throw new JumaError("no-root", "the device trusts no root yet: give the text of root.pub as `root`");
  // A bundle by itself could be an old one: it is imported, which raises the floors.
  if (!copies.floors && (copies.bundle || copies.previous)) {
    throw wrong("floors", "a kept bundle comes with its floors; give a new one to importBundle");
  }
  return copies;
}

function lent(kept, use) {
  const lent = new Pieces();
  try {
    for (const [name, bytes] of Object.entries(kept)) lent.put(NAMES[name], bytes);
    return use(lent);
  } finally {
    lent.free();
  }
}

/** Puts a picture where the engine reads it; gives how its pixels lie. */
function put(image) {
  const { data, width, height } = image ?? {};
  for (const [name, side] of [["width", width], ["height", height]]) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
      throw wrong("image", `${name} is ${side}, a whole number from 1 to ${MAX_SIDE} is asked for`);
    }
  }
  const all = bytes(data, "image.data");
  const pixel = all.length / (width * height);
  if (pixel !== 1 && pixel !== 4) {
    const count = width * height;
    throw wrong("image", `image.data has ${all.length} bytes, ${count} (grey) or ${count * 4} (RGBA) are asked for`);
  }
  const at = pixels.room(all.length);
  new Uint8Array(engine.memory.buffer, at, all.length).set(all);
  return [pixel, width, height];
}

export function scanImage(image) {
  return asked(() => pixels.scan(...put(image)));
}

export class Verifier {
  #gate;
  #kept;
  #policy;

  constructor(kept, { policy = "library" } = {}) {
    this.#kept = pieces(kept);
    this.#gate = asked(() => lent(this.#kept, (lent) => new Gate(lent)));
    this.setPolicy(policy);
  }

  setPolicy(policy) {
    this.#policy = asked(() => this.#gate.venue(text(policy, "the policy")));
  }

  get policy() {
    return this.#policy;
  }

  get kept() {
    return Object.fromEntries(Object.entries(this.#kept).map(([name, bytes]) => [name, bytes.slice()]));
  }

  importBundle(bundle, { label = 0, at } = {}) {
    if (!Number.isInteger(label) || label < 0 || label > 0xffffffff) {
      throw wrong("label", "a label's number is a whole number, 0 for none");
    }
    return asked(() => {
      const keep = new Pieces();
      try {
        const said = JSON.parse(this.#gate.offer(label, bytes(bundle, "the bundle"), seconds(at), keep));
        const kept = { ...this.#kept };
        for (const name of Object.keys(NAMES)) {
          const bytes = keep.get(NAMES[name]);
          if (bytes) kept[name] = bytes;
        }
        lent(kept, (lent) => this.#gate.renew(lent));
        this.#kept = kept;
        return said;
      } finally {
        keep.free();
      }
    });
  }

  raiseClock({ at } = {}) {
    return asked(() => {
      const floors = this.#kept.floors && this.#gate.raised(seconds(at));
      if (!floors) return false;
      const kept = { ...this.#kept, floors };
      lent(kept, (lent) => this.#gate.renew(lent));
      this.#kept = kept;
      return true;
    });
  }

  trust({ at } = {}) {
    return asked(() => JSON.parse(this.#gate.trust(seconds(at))));
  }

  verifyText(code, { at } = {}) {
    return this.#report(this.#alone(() => this.#gate.text(text(code, "the code"), seconds(at))));
  }

  verifyTexts(codes, { at } = {}) {
    const texts = Array.from(codes, (code) => text(code, "a code"));
    return this.#report(this.#alone(() => this.#gate.view("view", texts, seconds(at))));
  }

  verifyImage(image, { at } = {}) {
    const texts = scanImage(image);
    return this.#report(this.#alone(() => this.#gate.view("picture", texts, seconds(at))));
  }

  seeFrame(image, { at, elapsed = performance.now() } = {}) {
    return asked(() => {
      const [pixel, width, height] = put(image);
      const texts = pixels.read(pixel, width, height, width);
      return JSON.parse(this.#gate.see(texts, seconds(at), millis(elapsed)));
    });
  }

  typed(typed, { at, elapsed = performance.now() } = {}) {
    return asked(() => JSON.parse(this.#gate.typed(text(typed, "what was typed"), seconds(at), millis(elapsed))));
  }

  endFrames({ at } = {}) {
    return asked(() => JSON.parse(this.#gate.end(seconds(at))));
  }

  free() {
    this.#gate.free();
  }

  #alone(act) {
    return asked(() => {
      const said = act();
      this.#gate.forget();
      return said;
    });
  }

  #report(said) {
    return JSON.parse(said);
  }
}

function millis(elapsed) {
  if (typeof elapsed !== "number" || !Number.isFinite(elapsed) || elapsed < 0) {
    throw wrong("elapsed", "elapsed time is milliseconds of a clock that only runs forward");
  }
  return BigInt(Math.floor(elapsed));
}

/** Does one thing with a verifier: the one given, or one of what is kept. */
function once({ trust, policy, at } = {}, act) {
  if (trust instanceof Verifier) {
    const before = trust.policy;
    if (policy !== undefined && policy !== before) {
      throw wrong("policy", "a Verifier has its own policy: use setPolicy");
    }
    return act(trust, { at });
  }
  const verifier = new Verifier(trust, { policy });
  try {
    return act(verifier, { at });
  } finally {
    verifier.free();
  }
}

export function verifyText(code, options) {
  return once(options, (verifier, at) => verifier.verifyText(code, at));
}

export function verifyImage(image, options) {
  return once(options, (verifier, at) => verifier.verifyImage(image, at));
}
