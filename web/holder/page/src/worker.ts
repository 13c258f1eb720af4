// The worker: the wallet in WebAssembly, and its encrypted file. A passphrase is stretched here, so
// the page never stands still. The page locks by ending this worker, with everything it knew.

import init, { Pocket, file_symbol, most_file_bytes, type Drawn } from "../../../generated/holder/juma_web_holder.js";
import type { Answer, Ask, Handed, Numbered, Picture, Reply, Shown } from "./protocol";
import { tabs } from "../../../page/src/tabs";
import * as store from "./store";

declare const self: DedicatedWorkerGlobalScope;

/** The name of the lock that a tab holds while it changes the wallet. */
const LOCK = "juma-holder-wallet";

let pocket: Pocket | undefined;
/** The file that the open wallet is of. */
let file: string | undefined;

const channel = tabs("juma-holder");
const ready = init({ module_or_path: "juma-holder.wasm" }).catch((error: unknown) => {
  // One that is no engine to this browser is another thing than one that has not come.
  throw error instanceof WebAssembly.CompileError ? error : new Error("no-engine: the engine has not arrived");
});

function random(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

/** Runs while no other tab changes the wallet. */
function alone<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request(LOCK, act) as Promise<T>) : act();
}

function lock(): void {
  pocket?.free();
  pocket = undefined;
  file = undefined;
}

/** The open wallet, as it is kept now: another tab may have changed it. */
async function current(): Promise<Pocket> {
  if (!pocket) throw new Error("locked: the wallet is locked");
  const kept = await store.read();
  if (kept === file) return pocket;
  try {
    if (kept === undefined) throw new Error("locked: the wallet is not kept here any more");
    pocket.renew(kept);
    file = kept;
    return pocket;
  } catch (error) {
    lock();
    throw error;
  }
}

/** Changes the open wallet, and keeps it before anything is told of the change. */
function change<T>(act: (pocket: Pocket) => T): Promise<T> {
  return alone(async () => {
    const open = await current();
    // What is refused leaves the wallet as it was.
    const given = act(open);
    try {
      await keep(open);
    } catch (error) {
      // What was not kept has not happened.
      if (file !== undefined) open.renew(file);
      throw error;
    }
    return given;
  });
}

async function keep(open: Pocket): Promise<void> {
  const next = open.seal(random(32));
  if (!(await store.replace(file, next))) throw new Error("changed: another tab has changed the wallet");
  file = next;
  channel?.postMessage("changed");
}

/** Takes a wallet as this device's own, where there is none. */
function take(made: Pocket, text: string | undefined): Promise<void> {
  return alone(async () => {
    const next = text ?? made.seal(random(32));
    if (!(await store.replace(undefined, next))) {
      made.free();
      throw new Error("kept: this device has a wallet already");
    }
    lock();
    pocket = made;
    file = next;
    channel?.postMessage("changed");
  });
}

/** The symbols of a drawing, which is then done with. */
function pictures(drawn: Drawn): Picture[] {
  const pictures: Picture[] = [];
  for (;;) {
    const modules = drawn.symbol(pictures.length);
    if (!modules) break;
    pictures.push({ side: Math.sqrt(modules.length), modules });
  }
  drawn.free();
  return pictures;
}

function handed(text: string): Handed {
  const bytes = new TextEncoder().encode(text).length;
  const most = most_file_bytes();
  const picture = bytes > most ? null : (pictures(file_symbol(text))[0] ?? null);
  return { text, picture, bytes, most };
}

async function act(ask: Ask): Promise<Answer> {
  await ready;
  switch (ask.do) {
    case "kept":
      return { kept: (await store.read()) !== undefined };
    case "begin": {
      const own = random(32);
      const made = Pocket.begin(ask.environment, ask.passphrase, own);
      own.fill(0);
      await take(made, undefined);
      return {};
    }
    case "open": {
      const kept = await store.read();
      if (kept === undefined) throw new Error("locked: the wallet is not kept here any more");
      const open = Pocket.open(kept, ask.passphrase);
      lock();
      pocket = open;
      file = kept;
      return {};
    }
    case "import":
      await take(Pocket.open(ask.text, ask.passphrase), ask.text);
      return {};
    case "list":
      return { list: JSON.parse((await current()).list(BigInt(ask.now))) };
    case "request": {
      const drawn = random(32 * ask.codes);
      try {
        const text = await change((open) => open.request(ask.profile, ask.proof, ask.codes, drawn));
        return { handed: handed(text) };
      } finally {
        drawn.fill(0);
      }
    }
    case "add": {
      const passphrase = ask.passphrase ?? undefined;
      return { added: await change((open) => open.add(ask.texts, passphrase)) };
    }
    case "show": {
      const open = await current();
      const drawn = open.show(ask.number, BigInt(ask.now), ask.challenge ?? undefined);
      const said = JSON.parse(drawn.said) as Omit<Shown, "pictures">;
      return { shown: { ...said, pictures: pictures(drawn) } };
    }
    case "export": {
      await current();
      return { handed: handed(file ?? "") };
    }
    case "forget":
      await alone(async () => {
        await store.replace(await store.read(), undefined);
        lock();
        channel?.postMessage("changed");
      });
      return { kept: false };
  }
}

/** For a test that watches it. */
Object.assign(self, { isOpen: () => pocket !== undefined });

let last: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Numbered<Ask>>) => {
  const task = async () => {
    let reply: Reply;
    try {
      reply = { id: data.id, answer: await act(data) };
    } catch (error) {
      // After a trap nothing in that memory is to be trusted: the page starts another worker, locked.
      const trap = typeof WebAssembly === "undefined" || error instanceof WebAssembly.RuntimeError || error instanceof WebAssembly.CompileError;
      reply = { id: data.id, error: error instanceof Error ? error.message : String(error), trap };
    }
    self.postMessage(reply);
  };
  last = last.then(task, task);
};

channel?.addEventListener("message", () => self.postMessage({ changed: true } satisfies Reply));
