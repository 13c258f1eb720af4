// Reading symbols: of a picture, or of what the camera sees.

import { Camera, drawn, type Trouble } from "../../../page/src/camera";
import { recall } from "../../../page/src/memory";
import type { Pixels } from "../../../page/src/protocol";
import type { ScanAsk, ScanReply } from "./scan";

let worker: Worker | undefined;
let count = 0;
const waiting = new Map<number, (texts: string[] | null) => void>();

/** The worker, which is started when it is wanted first; one that fails has read nothing. */
function scanner(): Worker {
  if (worker) return worker;
  const started = new Worker("scan.js", { type: "module", name: "scan" });
  started.onmessage = ({ data }: MessageEvent<ScanReply>) => {
    waiting.get(data.id)?.(data.texts);
    waiting.delete(data.id);
  };
  started.onerror = (event) => {
    event.preventDefault();
    started.terminate();
    worker = undefined;
    for (const done of waiting.values()) done([]);
    waiting.clear();
  };
  worker = started;
  return started;
}

function read(pixels: Pixels, kind: ScanAsk["kind"]): Promise<string[]> {
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    // What this browser cannot send or read is drawn by the camera, or is no picture.
    waiting.set(id, (texts) => (texts ? resolve(texts) : reject(new Error("the pixels cannot be read"))));
    const transfer = pixels instanceof ImageData ? [pixels.data.buffer] : [pixels];
    try {
      scanner().postMessage({ id, pixels, kind } satisfies ScanAsk, transfer);
    } catch (error) {
      waiting.delete(id);
      reject(error);
    }
  });
}

/** The texts of a picture's symbols. */
export async function readPicture(file: Blob): Promise<string[]> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  return read(await drawn(bitmap, bitmap.width, bitmap.height), "picture");
}

/** Opens the camera and gives what it sees until it is closed. */
export class Look {
  private readonly camera: Camera;

  constructor(video: HTMLVideoElement, found: (texts: string[]) => void, lost: () => void) {
    const see = async (pixels: Pixels) => {
      const texts = await read(pixels, "frame");
      if (texts.length > 0) found(texts);
    };
    this.camera = new Camera(video, see, lost);
  }

  open(): Promise<Trouble | null> {
    return this.camera.open(recall("camera"));
  }

  close(): void {
    this.camera.close();
  }
}
