// The worker that reads symbols in pictures and frames, with the engine of the gate's page. It is
// started when somebody wants to read one.

import init, { Reader, type InitOutput } from "../../../generated/simd/juma_web.js";
import { ENGINE } from "../../../page/src/engine";
import type { Pixels } from "../../../page/src/protocol";

declare const self: DedicatedWorkerGlobalScope;

export interface ScanAsk {
  id: number;
  pixels: Pixels;
  kind: "frame" | "picture";
}

/** The texts of the symbols; none at all where the pixels could not be read. */
export interface ScanReply {
  id: number;
  texts: string[] | null;
}

let canvas: OffscreenCanvas | undefined;

const ready = init({ module_or_path: `../${ENGINE}` }).then((wasm) => ({ wasm, reader: new Reader() }));

function image(pixels: Pixels): ImageData {
  if (pixels instanceof ImageData) return pixels;
  const isFrame = "displayWidth" in pixels;
  const width = isFrame ? pixels.displayWidth : pixels.width;
  const height = isFrame ? pixels.displayHeight : pixels.height;
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("the browser gives no pixels");
  // What is transparent is white, as on a page.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(pixels, 0, 0, width, height);
  pixels.close();
  return context.getImageData(0, 0, width, height);
}

async function read({ pixels, kind }: ScanAsk): Promise<string[]> {
  const { wasm, reader }: { wasm: InitOutput; reader: Reader } = await ready;
  const { data, width, height } = image(pixels);
  const room = reader.room(data.length);
  new Uint8Array(wasm.memory.buffer, room, data.length).set(data);
  return kind === "frame" ? reader.read(4, width, height, width) : reader.scan(4, width, height);
}

self.onmessage = async ({ data }: MessageEvent<ScanAsk>) => {
  const texts = await read(data).catch(() => null);
  self.postMessage({ id: data.id, texts } satisfies ScanReply);
};
