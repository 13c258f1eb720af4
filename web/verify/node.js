// For Node: the engine lies beside this file and is started when it is imported.

import { readFileSync } from "node:fs";
import { engineName, startOf } from "./index.js";

startOf(readFileSync(new URL(engineName, import.meta.url)));

/** Nothing is left to do here: the engine has been started. */
export async function init() {}

export { JumaError, Verifier, scanImage, verifyImage, verifyText } from "./index.js";
