// How long a frame of 1280 by 720 with a code takes, put in memory, read and judged: natively and in
// Chromium by each engine, in turns in one run, the medians and how many times the native one they are.
//
//   web/build; JUMA_WEB_WORLD=DIR as web/test makes it; node web/bench.mjs

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { browse, dist, NOW, root, scratch, world } from "./tests/harness.mjs";
import { serve } from "./serve.mjs";

const ROUNDS = 5;
const film = join(world, "films/accept.y4m");
const device = join(world, "worlds/one-city");
const example = ["--quiet", "--release", "--locked", "--manifest-path", join(root, "Cargo.toml"), "-p", "juma-web", "--example", "native_frame"];
execFileSync("cargo", ["build", ...example], { stdio: "inherit" });
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release/examples/native_frame");

const folder = join(scratch(), "engine");
cpSync(dist, folder, { recursive: true });
buildSync({ entryPoints: [join(root, "web/generated/simd/juma_web.js")], outfile: join(folder, "engine.js"), format: "esm" });
writeFileSync(join(folder, "engine.html"), "<!doctype html><title>engine</title>");
const home = await serve(folder);
const browser = await browse({ film: undefined });
await browser.page.goto(`${home.address}engine.html`);
const file = readFileSync(film);
const begin = file.indexOf("FRAME\n") + 6;
const luma = file.subarray(begin, begin + 1280 * 720).toString("base64");
const one = (name) => readFileSync(join(device, name)).toString("base64");

const natively = () => Number(/native: ([\d.]+) ms/.exec(execFileSync(built, [film, device, String(NOW)]).toString())[1]);
const inBrowser = (kind, round) =>
  browser.page.evaluate(
    async ([kind, round, luma, kept, now]) => {
      const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const engine = await import(`/engine.js?${kind}${round}`);
      const output = await engine.default({ module_or_path: `/juma-${kind}.wasm` });
      const pieces = new engine.Pieces();
      for (const [name, piece] of kept) pieces.put(name, bytes(piece));
      const gate = new engine.Gate(pieces);
      const reader = new engine.Reader();
      const pixels = bytes(luma);
      const times = [];
      for (let n = 0; n < 400; n += 1) {
        const begin = performance.now();
        const room = reader.room(pixels.length);
        new Uint8Array(output.memory.buffer, room, pixels.length).set(pixels);
        const texts = reader.read(1, 1280, 720, 1280);
        gate.see(texts, BigInt(now), BigInt(n * 33));
        times.push(performance.now() - begin);
      }
      return times.slice(100).sort((a, b) => a - b)[150];
    },
    [kind, round, luma, ["root.pub", "floors.cbor", "bundle.jmb"].map((name) => [name, one(name)]), NOW],
  );

const medians = { native: [], simd: [], plain: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  medians.native.push(natively());
  for (const kind of ["simd", "plain"]) medians[kind].push(await inBrowser(kind, round));
}
await browser.close();
await home.stop();
const median = (values) => [...values].sort((a, b) => a - b)[ROUNDS >> 1];
for (const [kind, values] of Object.entries(medians)) {
  const times = median(values) / median(medians.native);
  console.log(`${kind}: ${median(values).toFixed(2)} ms a frame, ${times.toFixed(2)} times native (rounds ${values.map((it) => it.toFixed(2)).join(", ")})`);
}
