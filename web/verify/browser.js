// For browsers and bundlers, which find the two files of the engine by these addresses.

import { engineName, startFrom } from "./index.js";

const ENGINES = {
  "juma-simd.wasm": new URL("./juma-simd.wasm", import.meta.url),
  "juma-plain.wasm": new URL("./juma-plain.wasm", import.meta.url),
};

let started;

/** Starts the engine: from beside this file, or from what is given. */
export function init(source) {
  started ??= startFrom(source ?? ENGINES[engineName]).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}

export { JumaError, Verifier, scanImage, verifyImage, verifyText } from "./index.js";
