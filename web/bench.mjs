// How long a frame of 1280 by 720 with a code takes in the browser: median of many, by each engine.
// The frame is the first of a film, and is written as PGM beside it for the native command.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { browse, dist, NOW, root, scratch, world } from "./tests/harness.mjs";
import { serve } from "./serve.mjs";

const folder = join(scratch(), "engine");
cpSync(dist, folder, { recursive: true });
buildSync({ entryPoints: [join(root, "web/generated/simd/juma_web.js")], outfile: join(folder, "engine.js"), format: "esm" });
writeFileSync(join(folder, "engine.html"), "<!doctype html><title>engine</title>");
const home = await serve(folder);
const browser = await browse({ film: undefined });
await browser.page.goto(`${home.address}engine.html`);
const file = readFileSync(join(world, "films/accept.y4m"));
const begin = file.indexOf("FRAME\n") + 6;
const luma = file.subarray(begin, begin + 1280 * 720).toString("base64");
const one = (name) => readFileSync(join(world, "worlds/one-city", name)).toString("base64");
for (const kind of ["simd", "plain"]) {
  const median = await browser.page.evaluate(
    async ([kind, luma, root, floors, bundle, now]) => {
      const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const engine = await import(`/engine.js?${kind}`);
      const output = await engine.default({ module_or_path: `/juma-${kind}.wasm` });
      const gate = new engine.Gate(new TextDecoder().decode(bytes(root)), bytes(floors), bytes(bundle));
      const pixels = bytes(luma);
      const times = [];
      for (let n = 0; n < 400; n += 1) {
        const begin = performance.now();
        const room = gate.room(pixels.length);
        new Uint8Array(output.memory.buffer, room, pixels.length).set(pixels);
        gate.frame(engine.Layout.Luma, 1280, 720, 1280, BigInt(now), BigInt(n * 33));
        times.push(performance.now() - begin);
      }
      return times.slice(100).sort((a, b) => a - b)[150];
    },
    [kind, luma, one("root.pub"), one("floors.cbor"), one("bundle.jmb"), NOW],
  );
  console.log(`${kind}: ${median.toFixed(2)} ms, median of 300 frames`);
}
await browser.close();
await home.stop();
