// Puts the page together from what web/build has compiled. Writes web/dist and says how large it is.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { buildHolder } from "./holder/build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const pdfjs = join(here, "node_modules/pdfjs-dist");
/** The most bytes of an engine after brotli: what a page may cost on a phone's connection. */
const MOST_BYTES = 400 * 1000;

const tool = (name, ...args) => execFileSync(join(here, "node_modules/.bin", name), args, { stdio: "inherit" });
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

tool("tsc", "-p", join(here, "tsconfig.json"));

// Trust data that was put there stays there.
const trust = join(here, "trust-kept");
rmSync(trust, { recursive: true, force: true });
if (existsSync(join(dist, "trust"))) cpSync(join(dist, "trust"), trust, { recursive: true });
rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "trust"), { recursive: true });
writeFileSync(join(dist, "trust/list.json"), "[]\n");
if (existsSync(trust)) cpSync(trust, join(dist, "trust"), { recursive: true });
rmSync(trust, { recursive: true, force: true });

const features = ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "reference-types", "multivalue"];
// Not -Oz: what repeats itself packs better, and is read as fast.
const pack = (from, to, ...more) =>
  tool("wasm-opt", "-O1", ...[...features, ...more].map((feature) => `--enable-${feature}`), from, "-o", to);
for (const [kind, more] of [
  ["simd", ["simd"]],
  ["plain", []],
]) {
  pack(join(here, `generated/${kind}/juma_web_bg.wasm`), join(dist, `juma-${kind}.wasm`), ...more);
}

for (const name of ["index.html", "style.css", "manifest.webmanifest", "icon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png"]) {
  copyFileSync(join(here, "page", name), join(dist, name));
}

const options = { bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "warning" };
const bundle = (entry, more) =>
  build({ ...options, entryPoints: [join(here, "page/src", `${entry}.ts`)], outfile: join(dist, `${entry}.js`), ...more });

await bundle("worker", { format: "esm" });
// What reads PDF files, in a folder of its own, with the licences of what is in it.
mkdirSync(join(dist, "pdf"));
await bundle("pdf", { format: "esm", outfile: join(dist, "pdf/worker.js") });
for (const name of ["jbig2.wasm", "openjpeg.wasm"]) copyFileSync(join(pdfjs, "wasm", name), join(dist, "pdf", name));
writeFileSync(join(dist, "pdf/LICENCES.txt"), licences());
const workspace = readFileSync(join(here, "../Cargo.toml"), "utf8");
const number = /\[workspace\.package\]\s+version = "(.*)"/.exec(workspace)[1];
// The version is that of everything that the page is made of, but for the word itself.
await bundle("main", { format: "esm", define: { VERSION: '"?"' } });
const files = () =>
  readdirSync(dist, { recursive: true })
    .filter((name) => !name.startsWith("trust") && name !== "sw.js" && statSync(join(dist, name)).isFile())
    .sort();
const all = files().map((name) => sha256(readFileSync(join(dist, name))));
const version = `${number}-${sha256(all.join()).slice(0, 8)}`;
await bundle("main", { format: "esm", define: { VERSION: JSON.stringify(version) } });
const hashes = Object.fromEntries(files().map((name) => [name, sha256(readFileSync(join(dist, name)))]));
await bundle("sw", { format: "iife", define: { VERSION: JSON.stringify(version), FILES: JSON.stringify(hashes), PREFIX: '"juma-page-"' } });

/** The licences of what is in the folder `pdf`. */
function licences() {
  const texts = [
    ["pdf.js, in worker.js", join(pdfjs, "LICENSE")],
    ["core-js, in worker.js", join(here, "page/core-js-licence.txt")],
    ...readdirSync(join(pdfjs, "wasm"))
      .filter((name) => /^LICENSE.*(JBIG2|OPENJPEG)$/.test(name))
      .map((name) => [`${name.slice("LICENSE_".length).toLowerCase()}.wasm`, join(pdfjs, "wasm", name)]),
  ];
  return texts.map(([of, file]) => `== ${of} ==\n\n${readFileSync(file, "utf8").trim()}\n`).join("\n");
}

/** Prints what a file costs, and says whether an engine is too large. */
function weigh(name, most) {
  const bytes = readFileSync(join(dist, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const packed = brotliCompressSync(bytes, { params }).length;
  console.log(`${String(bytes.length).padStart(9)} bytes ${String(packed).padStart(8)} after brotli  ${name}`);
  if (!name.endsWith(".wasm") || packed <= most) return "fits";
  console.error(`${name} has ${packed} bytes after brotli, the limit is ${most}`);
  return "too large";
}

console.log(`page ${version}`);
let failed = [...files(), "sw.js"].map((name) => weigh(name, MOST_BYTES)).includes("too large");
failed = (await buildHolder({ dist, number, pack, weigh, bundle: (more) => build({ ...options, ...more }) })) || failed;
process.exit(failed ? 1 : 0);
