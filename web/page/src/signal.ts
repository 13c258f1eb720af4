// Sound and vibration, each of which can be turned off.

import type { Report } from "./protocol";

let audio: AudioContext | undefined;

/** Browsers make sounds only after somebody has touched the page. */
export function wakeSound(): void {
  audio ??= typeof AudioContext === "undefined" ? undefined : new AudioContext();
  if (audio?.state === "suspended") void audio.resume();
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
  return localStorage.getItem(what) !== "off";
}

export function turn(what: "sound" | "vibration", on: boolean): void {
  localStorage.setItem(what, on ? "on" : "off");
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
