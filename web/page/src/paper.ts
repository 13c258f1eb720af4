// A PDF file as the page sees it: its pages as pictures, from a worker (pdf.ts) that is started for one
// file and ended with it. What the worker does with a stranger's file touches nothing that judges.

import type { PdfAsk, PdfReply } from "./pdf";
import type { Word } from "./words";

/** The most bytes of a file: a colour scan of one A4 page at 600 dots per inch has about half of it. */
const MOST_BYTES = 20_000_000;

/** How many pages are looked at: a household's, two sides each. A code on a later one is not looked for. */
export const MOST_PAGES = 8;

/** How long the worker may take to start: its files come from the device, or once from the server. */
const START = 30_000;

/** How long opening a file, or drawing a page, may take: a page of ours takes a second on a small phone. */
const PATIENCE = 10_000;

/** Within how many bytes a PDF file says that it is one, as readers of PDF hold it. */
const HEAD = 1024;

/** What is wrong with a file, in a word of the page. */
export class PaperTrouble extends Error {
  constructor(
    readonly word: Word,
    readonly put: Record<string, number> = {},
  ) {
    super(word);
  }
}

/** A page as a picture, and how many there are. */
export interface Leaf {
  bitmap: ImageBitmap;
  pages: number;
}

/** Whether a file is a PDF, by what is in it. One that is only called so is in trouble. */
export async function isPaper(file: Blob): Promise<boolean> {
  const head = new TextDecoder("latin1").decode(await file.slice(0, HEAD).arrayBuffer());
  if (head.includes("%PDF-")) return true;
  if (file.type === "application/pdf") throw new PaperTrouble("pdfNone");
  return false;
}

/** The first pages of a file, one after the other. Throws what the trouble is, or that it was dropped; the worker ends either way. */
export async function* leaves(file: Blob, dropped: AbortSignal): AsyncGenerator<Leaf> {
  if (file.size > MOST_BYTES) throw new PaperTrouble("pdfLarge", { n: MOST_BYTES / 1_000_000 });
  if (typeof OffscreenCanvas === "undefined") throw new PaperTrouble("pdfHere");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const worker = new Worker("pdf/worker.js", { type: "module", name: "pdf" });
  try {
    const heard = listen(worker, dropped);
    await heard("ready", START);
    worker.postMessage({ do: "open", bytes } satisfies PdfAsk, [bytes.buffer]);
    const { pages } = await heard("open", PATIENCE);
    for (let page = 1; page <= Math.min(pages, MOST_PAGES); page += 1) {
      worker.postMessage({ do: "draw", page } satisfies PdfAsk);
      const { bitmap } = await heard("drawn", PATIENCE);
      yield { bitmap, pages };
    }
  } finally {
    worker.terminate();
  }
}

/** What waits for a worker to say a thing, for so long, or until the file is dropped. */
function listen(worker: Worker, dropped: AbortSignal) {
  return <T extends PdfReply["said"]>(said: T, patience: number): Promise<Extract<PdfReply, { said: T }>> => {
    let end = (): void => undefined;
    const next = new Promise<Extract<PdfReply, { said: T }>>((resolve, reject) => {
      const drop = (): void => reject(dropped.reason);
      const timer = setTimeout(() => reject(new PaperTrouble("pdfSlow")), patience);
      end = () => {
        clearTimeout(timer);
        dropped.removeEventListener("abort", drop);
      };
      dropped.addEventListener("abort", drop);
      if (dropped.aborted) drop();
      worker.onmessage = ({ data }: MessageEvent<PdfReply>) => {
        if (data.said === said) resolve(data as Extract<PdfReply, { said: T }>);
        else reject(new PaperTrouble(data.said === "failed" && data.why === "password" ? "pdfPassword" : "pdfBroken"));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        // It has not even started: its files are not to be had, or it is not for this browser.
        reject(new PaperTrouble(said === "ready" ? "pdfHere" : "pdfBroken"));
      };
    });
    return next.finally(() => end());
  };
}
