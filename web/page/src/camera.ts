// The camera: its frames one at a time, torch, zoom, and what is wrong when it does not open.

import { isAtHome, isIos } from "./platform";
import { say, type Word } from "./words";
import type { Pixels } from "./protocol";

/** What is wrong with the camera, and what to do about it on this browser. */
export interface Trouble {
  what: string;
  todo: string;
}

/** Whether frames are drawn before they are sent: this browser could not send or read one as it is. */
let draws = typeof VideoFrame === "undefined";

/** What browsers say of a camera beyond what their types do. */
type Capabilities = MediaTrackCapabilities & { torch?: boolean; zoom?: { min: number; max: number; step: number } };
type Constraint = MediaTrackConstraintSet & { torch?: boolean; zoom?: number };

export class Camera {
  private stream: MediaStream | undefined;
  private generation = 0;

  /** `see` gets each frame and says when the next may come; `lost` is called when the camera goes. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly see: (pixels: Pixels) => Promise<void>,
    private readonly lost: () => void,
  ) {}

  /** Opens a camera: the one of an id, or the one that looks away from the person. */
  async open(id: string | null): Promise<Trouble | null> {
    this.close();
    const generation = this.generation;
    if (!navigator.mediaDevices?.getUserMedia) {
      return isSecureContext ? trouble("noCamera", "noCameraTodo") : trouble("insecureCamera", "insecureCameraTodo");
    }
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const which = id === null ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: id } };
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      // A camera that was chosen once and is gone now.
      if (id !== null && (name === "OverconstrainedError" || name === "NotFoundError")) return this.open(null);
      return troubleOf(name);
    }
    if (generation !== this.generation) {
      for (const track of stream.getTracks()) track.stop();
      return null;
    }
    this.stream = stream;
    const track = this.track;
    track?.addEventListener("ended", () => {
      if (this.stream === stream) this.lost();
    });
    this.video.classList.toggle("mirrored", track?.getSettings().facingMode === "user");
    this.video.srcObject = stream;
    await this.video.play().catch(() => undefined);
    void this.watch(generation);
    return null;
  }

  close(): void {
    this.generation += 1;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
  }

  get isOpen(): boolean {
    return this.stream !== undefined;
  }

  get id(): string | undefined {
    return this.track?.getSettings().deviceId;
  }

  get canTorch(): boolean {
    return this.capabilities.torch === true;
  }

  get zoom(): { min: number; max: number; step: number } | undefined {
    const zoom = this.capabilities.zoom;
    return zoom && zoom.max > zoom.min ? zoom : undefined;
  }

  async set(constraint: Constraint): Promise<void> {
    await this.track?.applyConstraints({ advanced: [constraint] }).catch(() => undefined);
  }

  /** The cameras of this device, once one of them was allowed. */
  static async all(): Promise<MediaDeviceInfo[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return devices.filter((device) => device.kind === "videoinput" && device.deviceId !== "");
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream?.getVideoTracks()[0];
  }

  private get capabilities(): Capabilities {
    return (this.track?.getCapabilities?.() ?? {}) as Capabilities;
  }

  /** Gives frames for as long as this opening lasts; the next is taken when the last was read. */
  private async watch(generation: number): Promise<void> {
    while (generation === this.generation) {
      await nextFrame(this.video);
      if (generation !== this.generation || this.video.videoWidth === 0) continue;
      try {
        await this.see(await pixels(this.video));
      } catch {
        // A frame that was lost, or that is of no use as it is: the next one is drawn.
        draws = true;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    // A camera that stands still must not stop the page from hearing that it was closed.
    const timer = setTimeout(resolve, 1000);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(done);
    else setTimeout(() => requestAnimationFrame(done), 30);
  });
}

/** What the video shows now, without a copy where the browser can do that. */
async function pixels(video: HTMLVideoElement): Promise<Pixels> {
  if (!draws) {
    try {
      return new VideoFrame(video);
    } catch {
      // Not of this source.
    }
  }
  return drawn(video, video.videoWidth, video.videoHeight);
}

/** The pixels of anything that can be drawn. */
export async function drawn(source: ImageBitmapSource & CanvasImageSource, width: number, height: number): Promise<Pixels> {
  if (typeof OffscreenCanvas !== "undefined") return createImageBitmap(source);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("the browser gives no pixels");
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

function trouble(what: Word, todo: Word): Trouble {
  return { what: say(what), todo: say(todo) };
}

function troubleOf(name: string): Trouble {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return trouble("refusedCamera", howToAllow());
    case "NotFoundError":
    case "OverconstrainedError":
      return trouble("noCamera", "noCameraTodo");
    case "NotReadableError":
    case "AbortError":
      return trouble("busyCamera", "busyCameraTodo");
    default:
      return trouble("oddCamera", "busyCameraTodo");
  }
}

export function lostTrouble(): Trouble {
  return trouble("lostCamera", "busyCameraTodo");
}

function howToAllow(): Word {
  const agent = navigator.userAgent;
  if (/MicroMessenger/.test(agent)) return "allowWeChat";
  if (isIos()) {
    if (isAtHome()) return "allowHomeIos";
    return /CriOS|FxiOS|EdgiOS/.test(agent) ? "allowOtherIos" : "allowSafariIos";
  }
  if (/Macintosh.*Version\/[\d.]+ Safari/.test(agent)) return "allowSafariMac";
  if (/Firefox/.test(agent)) return "allowFirefox";
  if (/Android/.test(agent)) return "allowChromeAndroid";
  return "allowDesktop";
}
