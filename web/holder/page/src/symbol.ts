// Symbols on the screen: whole device pixels for each module, so that no edge is blurred.

import { make } from "../../../page/src/dom";
import type { Picture } from "./protocol";

/** Draws a symbol into a square of at most so many CSS pixels. */
export function drawSymbol(picture: Picture, most: number, label: string): HTMLCanvasElement {
  const { side, modules } = picture;
  const ratio = globalThis.devicePixelRatio || 1;
  const scale = Math.max(1, Math.floor((most * ratio) / side));
  const canvas = make("canvas", { className: "symbol", width: side * scale, height: side * scale });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  canvas.style.width = `${(side * scale) / ratio}px`;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (modules[y * side + x] === 0) context.fillRect(x * scale, y * scale, scale, scale);
    }
  }
  return canvas;
}
