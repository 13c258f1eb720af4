// Puts the holder's page together, beside the gate's, from what web/build has compiled.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The most bytes of the wallet's engine after brotli. */
const MOST_BYTES = 220 * 1000;

/** The engines of the gate's page, which this one starts to read a picture. */
const ENGINES = ["../juma-simd.wasm", "../juma-plain.wasm"];

const ENVIRONMENTS = ["demo", "test", "production"];

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Writes dist/holder; `bundle` is esbuild's, `pack` optimises an engine, `weigh` prints a size and says whether it is too large. */
export async function buildHolder({ dist, number, bundle, pack, weigh }) {
  const environment = process.env.JUMA_WEB_ENVIRONMENT ?? "demo";
  if (!ENVIRONMENTS.includes(environment)) throw new Error(`JUMA_WEB_ENVIRONMENT is one of ${ENVIRONMENTS.join(", ")}`);
  const to = join(dist, "holder");
  mkdirSync(to);
  pack(join(here, "../generated/holder/juma_web_holder_bg.wasm"), join(to, "juma-holder.wasm"));
  for (const name of ["index.html", "manifest.webmanifest", "icon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png"]) {
    copyFileSync(join(here, "page", name), join(to, name));
  }
  const put = (name, more) => bundle({ entryPoints: [join(here, "page/src", `${name}.ts`)], outfile: join(to, `${name}.js`), ...more });
  const main = (version) =>
    put("main", { format: "esm", define: { VERSION: JSON.stringify(version), ENVIRONMENT: JSON.stringify(environment) } });
  await bundle({ entryPoints: [join(here, "page/style.css")], outfile: join(to, "style.css") });
  await put("worker", { format: "esm" });
  await put("scan", { format: "esm" });
  // The version is that of everything that the page is made of, but for the word itself.
  await main("?");
  const files = () => [...readdirSync(to).filter((name) => name !== "sw.js").sort(), ...ENGINES];
  const hash = (name) => sha256(readFileSync(join(to, name)));
  const version = `${number}-${sha256(files().map(hash).join()).slice(0, 8)}`;
  await main(version);
  const hashes = Object.fromEntries(files().map((name) => [name, hash(name)]));
  const define = { VERSION: JSON.stringify(version), FILES: JSON.stringify(hashes), PREFIX: '"juma-holder-"' };
  await bundle({ entryPoints: [join(here, "../page/src/sw.ts")], outfile: join(to, "sw.js"), format: "iife", define });
  console.log(`holder's page ${version}, for wallets of ${environment}`);
  const sizes = readdirSync(to).map((name) => weigh(`holder/${name}`, MOST_BYTES));
  return sizes.includes("too large");
}
