// The worker that draws the pages of a PDF file, with pdf.js, for as long as one file is looked at.
// Nothing that a page does not need to be seen is done: no scripts, forms, annotations, fonts of the
// system, or files from elsewhere. The page (paper.ts) keeps the time.

import { get } from "./alone";
import "pdfjs-dist/legacy/build/pdf.worker.min.mjs";
import { AnnotationMode, getDocument, PasswordException, VerbosityLevel, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.min.mjs";

declare const self: DedicatedWorkerGlobalScope;

/** What the page asks: to open a file once, then a page at a time. */
export type PdfAsk = { do: "open"; bytes: Uint8Array } | { do: "draw"; page: number };

/** What the worker says: that it is there, how many pages there are, one of them, or why not. */
export type PdfReply =
  | { said: "ready" }
  | { said: "open"; pages: number }
  | { said: "drawn"; bitmap: ImageBitmap }
  | { said: "failed"; why: "broken" | "password" };

/** The dots of the grid that our own pages are printed on: a module there has five of them or more. */
const DOTS_PER_INCH = 300;

/** The unit of a page in a PDF file. */
const POINTS_PER_INCH = 72;

/** The longest side that the verifier reads (`MAX_SIDE` of `scan`). An A4 page has 3508 dots. */
const MOST_SIDE = 4096;

/** The shortest that a page's longer side is drawn: a page that is a symbol, 185 modules wide, gets five each. */
const LEAST_SIDE = 1000;

/** The most pixels of a picture in a file, an A4 page scanned at 600 dots per inch; a larger one is left white. */
const MOST_PIXELS = 36_000_000;

/** The decoders that a scanned page may need: black and white (JBIG2, fax) and JPEG 2000. */
const DECODERS = ["jbig2.wasm", "openjpeg.wasm"];

/** A canvas of a worker has no document. */
class Canvases {
  create(width: number, height: number) {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext("2d", { willReadFrequently: true }) };
  }

  reset(made: { canvas: OffscreenCanvas }, width: number, height: number): void {
    Object.assign(made.canvas, { width, height });
  }

  destroy(made: { canvas: OffscreenCanvas | null; context: unknown }): void {
    if (made.canvas) Object.assign(made.canvas, { width: 0, height: 0 });
    Object.assign(made, { canvas: null, context: null });
  }

  getNoAlphaContext(canvas: OffscreenCanvas) {
    return canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  }
}

/** Filters are of a document too; a code needs none. */
class Filters {
  addFilter = none;
  addHCMFilter = none;
  addAlphaFilter = none;
  addLuminosityFilter = none;
  addKnockoutFilter = none;
  addHighlightHCMFilter = none;
  addSelectionHCMFilter = none;
  addSelectionFilter = none;
  createSelectionStyle = () => null;
  destroy = () => undefined;
}

function none(): string {
  return "none";
}

/** Gives pdf.js its decoders, and no other file. */
class Files {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    if (!DECODERS.includes(filename)) throw new Error("there is no such file");
    return new Uint8Array(await (await get(filename)).arrayBuffer());
  }
}

let file: PDFDocumentProxy | undefined;

async function open(bytes: Uint8Array): Promise<PdfReply> {
  file = await getDocument({
    data: bytes,
    CanvasFactory: Canvases,
    FilterFactory: Filters,
    BinaryDataFactory: Files,
    disableFontFace: true,
    disableWorkerRendering: true,
    enableXfa: false,
    maxImageSize: MOST_PIXELS,
    useSystemFonts: false,
    useWorkerFetch: false,
    verbosity: VerbosityLevel.ERRORS,
  } as Parameters<typeof getDocument>[0]).promise;
  return { said: "open", pages: file.numPages };
}

async function draw(number: number): Promise<PdfReply> {
  if (!file) throw new Error("no file is open");
  const page = await file.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const longer = Math.max(width, height);
  const dots = Math.max((longer * DOTS_PER_INCH) / POINTS_PER_INCH, LEAST_SIDE);
  const viewport = page.getViewport({ scale: Math.min(dots, MOST_SIDE) / longer });
  const side = (length: number): number => Math.min(Math.max(Math.ceil(length), 1), MOST_SIDE);
  const canvas = new OffscreenCanvas(side(viewport.width), side(viewport.height));
  const onto = { canvas: canvas as unknown as HTMLCanvasElement, viewport, annotationMode: AnnotationMode.DISABLE };
  await page.render(onto).promise;
  page.cleanup();
  return { said: "drawn", bitmap: canvas.transferToImageBitmap() };
}

function tell(reply: PdfReply): void {
  self.postMessage(reply, reply.said === "drawn" ? [reply.bitmap] : []);
}

function fail(error: unknown): void {
  tell({ said: "failed", why: error instanceof PasswordException ? "password" : "broken" });
}

self.addEventListener("message", ({ data }: MessageEvent<PdfAsk>) => {
  const done = data.do === "open" ? open(data.bytes) : draw(data.page);
  done.then(tell, fail);
});

tell({ said: "ready" });
