// Sound and vibration, each of which can be turned off.

import { recall, remember } from "./memory";
import type { Report } from "./protocol";

let audio: AudioContext | undefined;

/** Whether this device can be felt: an iPhone's browser and a computer's cannot. */
export const canVibrate = typeof navigator.vibrate === "function";

/**
 * What lets a browser make sounds: a finger counts where it leaves the screen, a mouse and a key where
 * they are pressed. After a call or a while in the background it is needed anew.
 */
const TOUCHES = ["pointerdown", "pointerup", "keydown"] as const;

/** Browsers make sounds only after somebody has touched the page. */
export function wakeSound(): void {
  for (const touch of TOUCHES) document.addEventListener(touch, wake, { capture: true });
}

function wake(): void {
  audio ??= typeof AudioContext === "undefined" ? undefined : new AudioContext();
  // Safari has a state more, `interrupted`.
  if (audio && audio.state !== "running" && audio.state !== "closed") void audio.resume().catch(() => undefined);
}

/** Tones that tell the colours apart without looking: rising, falling, twice the same. */
const TONES: Record<Report["verdict"], [number, number][]> = {
  accept: [
    [880, 0.09],
    [1318, 0.16],
  ],
  refuse: [
    [330, 0.2],
    [196, 0.35],
  ],
  undecided: [
    [587, 0.14],
    [0, 0.06],
    [587, 0.14],
  ],
};

const PULSES: Record<Report["verdict"], number[]> = {
  accept: [60],
  refuse: [250, 80, 250],
  undecided: [120, 80, 120],
};

export function isOn(what: "sound" | "vibration"): boolean {
  return recall(what) !== "off";
}

export function turn(what: "sound" | "vibration", on: boolean): void {
  remember(what, on ? "on" : "off");
}

export function signal(verdict: Report["verdict"]): void {
  if (isOn("vibration")) navigator.vibrate?.(PULSES[verdict]);
  if (!isOn("sound") || audio?.state !== "running") return;
  let at = audio.currentTime;
  for (const [pitch, length] of TONES[verdict]) {
    if (pitch > 0) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.25, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + length);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + length);
    }
    at += length;
  }
}
