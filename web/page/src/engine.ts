// Which of the two engines this browser can run.

/** A module of one vector instruction: engines that know no vectors call it no module. */
const VECTORS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

const knowsVectors = typeof WebAssembly !== "undefined" && WebAssembly.validate(VECTORS);

/** The file of the engine that this browser runs, and of the one that it does not need. */
export const ENGINE = knowsVectors ? "juma-simd.wasm" : "juma-plain.wasm";
export const OTHER_ENGINE = knowsVectors ? "juma-plain.wasm" : "juma-simd.wasm";
