// The worker: the verifier in WebAssembly, what it keeps, and the pixels on their way to it. It does
// one thing after the other. Time is the page's.

import init, {
  Gate,
  Pieces,
  Reader,
  glossary,
  public_half,
  wrapped_key,
  type InitOutput,
} from "../../generated/simd/juma_web.js";
import { ENGINE } from "./engine";
import { STOPS } from "./protocol";
import type { Answer, Ask, Device, GateEvent, Imported, Numbered, Pixels, Reply, Report, Trust } from "./protocol";
import * as store from "./store";
import { tabs } from "./tabs";

declare const self: DedicatedWorkerGlobalScope;

let wasm: InitOutput;
let reader: Reader;
let gate: Gate | undefined;
let venue = "library";
const BUILT_IN = new Set(["library", "museum", "hospital", "officer"]);
/** Frames that were read, for a test that counts them. */
let frames = 0;
let openKeys: number | undefined;
let canvas: OffscreenCanvas | undefined;

const DEVICE_KEY = "device.key";
const SEAL = "seal/";
const channel = tabs("juma");

const ready = init({
  module_or_path: ENGINE,
}).then(
  (output) => {
    wasm = output;
    reader = new Reader();
  },
  (error: unknown) => {
    // One that is no engine to this browser is another thing than one that has not come.
    throw error instanceof WebAssembly.CompileError ? error : new Error(STOPS.engine);
  },
);

/** Lets the engine have pieces, for as long as it is asked about them. */
function lent<T>(pieces: store.Pieces, use: (pieces: Pieces) => T): T {
  const lent = new Pieces();
  try {
    for (const [name, bytes] of Object.entries(pieces)) lent.put(name, bytes);
    return use(lent);
  } finally {
    lent.free();
  }
}

/** Makes the gate of what is kept; the one that is there goes on with it, and forgets nobody. */
async function renew(): Promise<void> {
  const pieces = await store.pieces();
  if (!pieces["root.pub"]) return;
  lent(pieces, (pieces) => {
    if (gate) gate.renew(pieces);
    else {
      gate = new Gate(pieces);
      gate.venue(venue);
    }
  });
}

function trust(now: number): Trust | null {
  return gate ? (JSON.parse(gate.trust(BigInt(now))) as Trust) : null;
}

/** Keeps how late it is, once in a while. */
async function keepUse(now: number): Promise<void> {
  if (!gate?.raised(BigInt(now))) return;
  await store.change((pieces) => {
    if (!pieces["root.pub"] || !pieces["floors.cbor"]) return { keep: {}, give: undefined };
    const kept = lent(pieces, (pieces) => new Gate(pieces));
    const raised = kept.raised(BigInt(now));
    kept.free();
    return { keep: raised ? { "floors.cbor": raised } : {}, give: undefined };
  });
  await renew();
}

async function importBundle(ask: Extract<Ask, { do: "import" }>): Promise<Imported> {
  const decided = await store.change<Imported>((pieces) => {
    const kept = pieces["root.pub"] && new TextDecoder().decode(pieces["root.pub"]);
    if (kept && ask.root !== null && ask.root !== kept) {
      return { keep: {}, give: { imported: "failed", reason: "other-root" } };
    }
    const root = kept ?? ask.root;
    if (root === null) return { keep: {}, give: { imported: "failed", reason: "no-root" } };
    const held = lent({ ...pieces, "root.pub": new TextEncoder().encode(root) }, (pieces) => new Gate(pieces));
    const offered = new Pieces();
    const give = JSON.parse(held.offer(ask.label, ask.bundle, BigInt(ask.now), offered)) as Imported;
    const keep: store.Pieces = {};
    for (const name of store.PIECES) {
      const piece = offered.get(name);
      if (piece) keep[name] = piece;
    }
    offered.free();
    held.free();
    return { keep, give };
  });
  if (decided.imported === "updated" || decided.imported === "unchanged") {
    await renew();
    channel?.postMessage("renewed");
  }
  return decided;
}

/** A place in memory for the pixels of one frame. */
function room(bytes: number): Uint8Array<ArrayBuffer> {
  const at = reader.room(bytes);
  return new Uint8Array(wasm.memory.buffer as ArrayBuffer, at, bytes);
}

/** How pixels lie in memory: bytes of each, sizes, and bytes from row to row. */
type Laid = { pixel: 1 | 4; width: number; height: number; stride: number };

/** Puts pixels where the verifier reads them. The luma of a camera's frame goes there as it is. */
async function lay(pixels: Pixels): Promise<Laid> {
  if (pixels instanceof ImageData) {
    room(pixels.data.length).set(pixels.data);
    return { pixel: 4, width: pixels.width, height: pixels.height, stride: pixels.width };
  }
  if (typeof VideoFrame !== "undefined" && pixels instanceof VideoFrame) {
    try {
      if (pixels.format === "I420" || pixels.format === "NV12") return await layLuma(pixels);
      return layDrawn(pixels, pixels.displayWidth, pixels.displayHeight);
    } finally {
      pixels.close();
    }
  }
  const bitmap = pixels as ImageBitmap;
  try {
    return layDrawn(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

async function layLuma(frame: VideoFrame): Promise<Laid> {
  const rect = frame.visibleRect;
  const width = rect?.width ?? frame.codedWidth;
  const height = rect?.height ?? frame.codedHeight;
  const bytes = frame.allocationSize();
  const planes = await frame.copyTo(room(bytes));
  const luma = planes[0];
  if (!luma || luma.offset !== 0) throw new Error("the camera's frames lie in an unknown way");
  return { pixel: 1, width, height, stride: luma.stride };
}

function layDrawn(source: CanvasImageSource, width: number, height: number): Laid {
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("the browser gives no pixels");
  context.clearRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  const image = context.getImageData(0, 0, width, height);
  room(image.data.length).set(image.data);
  return { pixel: 4, width, height, stride: width };
}

/** The texts in a picture. */
async function scan(pixels: Pixels): Promise<string[]> {
  const { pixel, width, height } = await lay(pixels);
  return reader.scan(pixel, width, height);
}

/** What comes of the texts of a picture, or of the pages of one file, which count as one view. */
async function view(texts: string[], now: number): Promise<Answer> {
  const report = JSON.parse(theGate().view("picture", texts, BigInt(now))) as Report;
  return { report: await noted(report) };
}

/** An opening is noted before anybody is told; what cannot be noted is not shown. */
async function noted<T extends Report>(report: T): Promise<T> {
  if (report.note === undefined) return report;
  const { note, ...rest } = report;
  await store.note(JSON.stringify(note));
  return rest as T;
}

async function notedEvents(json: string): Promise<GateEvent[]> {
  const events = JSON.parse(json) as GateEvent[];
  return Promise.all(events.map((event) => (event.event === "verdict" ? noted(event) : event)));
}

/** The seal keys that are held, those that are due destroyed. */
async function held(now: number): Promise<Map<string, { text: string; destroyFrom: number }>> {
  const texts = await store.officerTexts();
  const keys = new Map<string, { text: string; destroyFrom: number }>();
  const due: string[] = [];
  const latest = Math.max(now, gate ? Date.parse(trust(now)?.clock_floor ?? "") / 1000 || 0 : 0);
  for (const [name, text] of texts) {
    if (!name.startsWith(SEAL)) continue;
    const [kid, from] = wrapped_key(text) as [string, string];
    if (Number(from) <= latest) due.push(name);
    else keys.set(kid, { text, destroyFrom: Number(from) });
  }
  if (due.length > 0) await store.changeOfficer(new Map(), due);
  return keys;
}

async function device(now: number): Promise<Device> {
  const keys = await held(now);
  const own = (await store.officerTexts()).get(DEVICE_KEY);
  const device: Device = {
    held: [...keys].map(([kid, { destroyFrom }]) => ({ kid, destroyFrom })),
    notes: (await store.notes()).length,
  };
  if (own !== undefined) device.public = public_half(own);
  if (openKeys !== undefined) device.open = openKeys;
  return device;
}

function theGate(): Gate {
  if (!gate) throw new Error(STOPS.trust);
  return gate;
}

async function act(ask: Ask): Promise<Answer> {
  await ready;
  switch (ask.do) {
    case "open": {
      venue = ask.venue;
      await renew();
      await keepUse(ask.now);
      if (gate) gate.venue(venue);
      return { trust: trust(ask.now), glossary: JSON.parse(glossary()) as [string, string, string, string][] };
    }
    case "frame": {
      const laid = await lay(ask.pixels).catch(() => {
        throw new Error(STOPS.pixels);
      });
      const now = BigInt(ask.now);
      frames += 1;
      const texts = reader.read(laid.pixel, laid.width, laid.height, laid.stride);
      const events = theGate().see(texts, now, BigInt(ask.elapsed));
      return { events: await notedEvents(events), unread: reader.unread() };
    }
    case "picture":
      return view(await scan(ask.pixels), ask.now);
    case "leaf":
      return { texts: await scan(ask.pixels) };
    case "leaves":
      return view(ask.texts, ask.now);
    case "typed": {
      const events = theGate().typed(ask.text, BigInt(ask.now), BigInt(ask.elapsed));
      return { events: await notedEvents(events) };
    }
    case "end":
      return { events: gate ? await notedEvents(gate.end(BigInt(ask.now))) : [] };
    case "trust":
      await keepUse(ask.now);
      return { trust: trust(ask.now) };
    case "import":
      return { imported: await importBundle(ask), trust: trust(ask.now) };
    case "venue": {
      // Before there is data to judge by, the venues that are built in can be chosen already.
      const name = gate || !BUILT_IN.has(ask.policy) ? theGate().venue(ask.policy) : ask.policy;
      venue = ask.policy;
      return { venue: name };
    }
    case "whole": {
      const whole = gate?.whole(BigInt(ask.now));
      return whole === undefined ? {} : { report: JSON.parse(whole) as Report };
    }
    case "forget":
      gate?.forget();
      return {};
    case "text": {
      const report = JSON.parse(theGate().text(ask.text, BigInt(ask.now))) as Report;
      return { report: await noted(report) };
    }
    case "device":
      return { device: await device(ask.now) };
    case "make-device-key": {
      const random = crypto.getRandomValues(new Uint8Array(64));
      const text = theGate().device_key(ask.passphrase, random);
      random.fill(0);
      await store.changeOfficer(new Map([[DEVICE_KEY, text]]), [], [DEVICE_KEY]);
      return { device: await device(ask.now) };
    }
    case "hold": {
      const texts = new Map(ask.files.map((text) => [SEAL + (wrapped_key(text) as [string])[0], text]));
      await store.changeOfficer(texts, []);
      return { device: await device(ask.now) };
    }
    case "unlock": {
      const own = (await store.officerTexts()).get(DEVICE_KEY);
      if (own === undefined) throw new Error("this device has no key of its own");
      const keys = [...(await held(ask.now)).values()].map(({ text }) => text);
      openKeys = theGate().unlock(own, ask.passphrase, keys, BigInt(ask.now));
      return { device: await device(ask.now) };
    }
    case "lock":
      gate?.lock();
      openKeys = undefined;
      return { device: await device(ask.now) };
    case "notes":
      return { notes: (await store.notes()).map((line) => `${line}\n`).join("") };
  }
}

/** For a person with the developer's tools, and for a test that watches it. */
Object.assign(self, { memoryBytes: () => wasm.memory.buffer.byteLength, framesRead: () => frames });

let last: Promise<void> = Promise.resolve();

function enqueue(task: () => Promise<void>): void {
  last = last.then(task, task);
}

self.onmessage = ({ data }: MessageEvent<Numbered<Ask>>) => {
  enqueue(async () => {
    let reply: Reply;
    try {
      reply = { id: data.id, answer: await act(data) };
    } catch (error) {
      // After a trap nothing in that memory is to be trusted: the page starts another worker.
      const trap = typeof WebAssembly === "undefined" || error instanceof WebAssembly.RuntimeError || error instanceof WebAssembly.CompileError;
      // The engine says the stable word of an error in one line, and what it is in the next.
      const said = error instanceof Error ? error.message : String(error);
      reply = { id: data.id, error: said, trap };
    }
    self.postMessage(reply);
  });
};

channel?.addEventListener("message", () => {
  enqueue(async () => {
    await ready;
    await renew();
    self.postMessage({ renewed: true } satisfies Reply);
  });
});
