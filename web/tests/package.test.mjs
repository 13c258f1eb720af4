// The package juma-verify, packed and installed as its user would: its verdicts are the native ones.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { build } from "esbuild";
import { serve } from "../serve.mjs";
import { browse, NOW, root, scratch, vectors, world } from "./harness.mjs";

const folder = join(scratch(), "user");
const npm = (...args) => execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] }).toString();
const one = (name) => readFileSync(join(world, "worlds/one-city", name));
let juma;

before(async () => {
  execFileSync(join(root, "web/package"), { stdio: "inherit" });
  const packed = readdirSync(join(root, "web/verify")).find((name) => name.endsWith(".tgz"));
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  npm("install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", join(root, "web/verify", packed));
  writeFileSync(join(folder, "user.js"), 'export * from "juma-verify";\n');
  juma = await import(join(folder, "user.js"));
});

/** What a world's device keeps. */
function kept(name) {
  const file = (piece) => join(world, "worlds", name, piece);
  const pieces = { root: readFileSync(file("root.pub"), "utf8") };
  if (existsSync(file("bundle.jmb"))) {
    Object.assign(pieces, { floors: readFileSync(file("floors.cbor")), bundle: readFileSync(file("bundle.jmb")) });
  }
  return pieces;
}

/** A policy as a user names it: built-in ones by their names. */
function policyOf(vector) {
  const built = ["library", "museum", "hospital", "officer"];
  return built.find((name) => vector.policy.startsWith(`name = "${name}"\n`)) ?? vector.policy;
}

/** Grey pixels of a PNG without interlacing, of grey, true colour or with alpha. */
function png(file) {
  const bytes = readFileSync(file);
  const parts = [];
  let [width, height, depth, kind] = [0, 0, 0, 0];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const body = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (name === "IHDR") [width, height, depth, kind] = [body.readUInt32BE(0), body.readUInt32BE(4), body[8], body[9]];
    if (name === "IDAT") parts.push(body);
  }
  const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[kind];
  const step = Math.max(1, (channels * depth) >> 3);
  const stride = Math.ceil((width * channels * depth) / 8);
  const raw = inflateSync(Buffer.concat(parts));
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const a = x < step ? 0 : rows[y * stride + x - step];
      const b = y === 0 ? 0 : rows[(y - 1) * stride + x];
      const c = x < step || y === 0 ? 0 : rows[(y - 1) * stride + x - step];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      rows[y * stride + x] = raw[y * (stride + 1) + 1 + x] + [0, a, b, (a + b) >> 1, paeth][filter];
    }
  }
  assert.ok(depth === 1 || depth === 8, `${file} has ${depth} bits`);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = () => ((rows[y * stride + (x >> 3)] >> (7 - (x & 7))) & 1) * 255;
      data[y * width + x] = depth === 1 ? bit() : rows[y * stride + x * channels];
    }
  }
  return { data, width, height };
}

test("every vector: the native verdict, word by word", () => {
  let agreed = 0;
  for (const vector of vectors()) {
    // Officers' keys are not the package's.
    if (vector.kind === "opened") continue;
    const verifier = new juma.Verifier(kept(vector.trust), { policy: policyOf(vector) });
    let report;
    if (vector.kind === "text") report = verifier.verifyText(vector.shown[0], { at: vector.at });
    else if (vector.kind === "view") report = verifier.verifyTexts(vector.shown, { at: new Date(vector.at * 1000) });
    else {
      vector.shown.forEach(([at, text], n) => {
        const events = verifier.typed(`${text}\n`, { at, elapsed: n * 60_000 });
        report = events.filter((event) => event.event === "verdict").at(-1) ?? report;
      });
      assert.equal(`${report.verdict}/${report.reason}`, vector.expect, vector.name);
      delete report.trust?.status;
      delete vector.report.trust?.status;
    }
    for (const added of ["source", "event", "showing", "opens", "note"]) delete report[added];
    assert.deepEqual(report, vector.report, vector.name);
    verifier.free();
    agreed += 1;
  }
  assert.ok(agreed > 350, `${agreed} vectors`);
  console.log(`${agreed} vectors agree`);
});

test("every sample: the native verdict, from its text and from its picture", () => {
  const at = "2026-12-01T12:00:00+08:00";
  const state = join(scratch(), "state");
  const trust = join(root, "samples/trust");
  const native = process.env.JUMA_VERIFIER;
  execFileSync(native, ["import", "--state", state, "--root", join(trust, "root.pub"), "--at", at, join(trust, "bundle.jmb")]);
  const files = ["codes", "cases"].flatMap((folder) =>
    readdirSync(join(root, "samples", folder))
      .filter((name) => /\.(png|txt)$/.test(name))
      .map((name) => join(root, "samples", folder, name)),
  );
  const verifier = new juma.Verifier({ root: readFileSync(join(trust, "root.pub"), "utf8") }, { policy: "museum" });
  const moment = new Date(at);
  assert.equal(verifier.importBundle(readFileSync(join(trust, "bundle.jmb")), { at: moment }).imported, "updated");
  let printed;
  try {
    printed = execFileSync(native, ["check", "--state", state, "--at", at, "--policy", "museum", "--json", ...files]);
  } catch (error) {
    assert.equal(error.status, 1);
    printed = error.stdout;
  }
  const expected = printed.toString().trim().split("\n").map((line) => JSON.parse(line));
  files.forEach((file, n) => {
    const isText = file.endsWith(".txt");
    const report = isText
      ? verifier.verifyText(readFileSync(file, "utf8").replace(/\r?\n$/, ""), { at: moment })
      : verifier.verifyImage(png(file), { at: moment });
    for (const other of [report, expected[n]]) for (const differs of ["source", "clock"]) delete other[differs];
    assert.deepEqual(report, expected[n], file);
  });
  console.log(`${files.length} samples agree`);
});

test("floors are the caller's bytes: nothing goes back, and what is kept serves again", () => {
  const at = NOW;
  const verifier = new juma.Verifier({ root: one("root.pub") });
  assert.deepEqual(Object.keys(verifier.kept), ["root"]);
  const accepted = vectors().find((vector) => vector.name === "view/one");
  const [code] = accepted.shown;
  assert.equal(verifier.verifyText(code, { at }).verdict, "undecided", "there is no trust data yet");
  assert.equal(verifier.importBundle(readFileSync(join(world, "newer.jmb")), { at }).imported, "updated");
  const stored = verifier.kept;
  assert.ok(stored.floors instanceof Uint8Array && stored.bundle.length > 0);
  stored.root.fill(0);
  assert.notDeepEqual(verifier.kept.root, stored.root, "what was given out is a copy");
  const again = new juma.Verifier(verifier.kept);
  const refused = again.importBundle(one("bundle.jmb"), { at });
  assert.deepEqual([refused.imported, refused.reason], ["refused", "bundle-rollback"]);
  assert.equal(again.importBundle(readFileSync(join(world, "newer.jmb")), { at }).imported, "unchanged");
  assert.equal(again.raiseClock({ at: at + 7200 }), true);
  assert.equal(new juma.Verifier(again.kept).trust({ at }).clock_untrusted, false);
  const back = new juma.Verifier(again.kept).trust({ at: at - 40 * 86400 });
  assert.equal(back.clock_untrusted, true, "a clock that was set back");
  const trust = kept(accepted.trust);
  const report = juma.verifyText(code, { trust, policy: policyOf(accepted), at: accepted.at });
  assert.equal(report.verdict, "accept");
  assert.equal(juma.verifyText(code, { trust: new juma.Verifier(trust), at: accepted.at }).verdict, "accept");
  // Without a time it is the system's clock, long after this data has ended.
  assert.notEqual(juma.verifyText(code, { trust }).verdict, "accept");
});

test("a gate: a frame is told once, and what has left is told", () => {
  const verifier = new juma.Verifier(kept("one-city"));
  const film = readFileSync(join(world, "films/accept.y4m"));
  const begin = film.indexOf("FRAME\n") + 6;
  const image = { data: film.subarray(begin, begin + 1280 * 720), width: 1280, height: 720 };
  const [event, ...more] = verifier.seeFrame(image, { at: NOW, elapsed: 0 });
  assert.deepEqual([event.event, event.verdict, event.opens, more], ["verdict", "accept", true, []]);
  assert.deepEqual(verifier.seeFrame(image, { at: NOW, elapsed: 33 }), []);
  assert.deepEqual(verifier.endFrames({ at: NOW }), [{ event: "left", showing: event.showing }]);
  assert.equal(juma.scanImage(image).length, 1);
  const grey = image.data;
  const rgba = new Uint8ClampedArray(grey.length * 4).fill(255);
  grey.forEach((value, n) => rgba.fill(value, n * 4, n * 4 + 3));
  assert.deepEqual(juma.scanImage({ ...image, data: rgba }), juma.scanImage(image));
});

test("wrong inputs are errors with a word, and leave what was there", () => {
  const verifier = new juma.Verifier(kept("one-city"));
  const told = (slug, act) =>
    assert.throws(act, (error) => error instanceof juma.JumaError && error instanceof Error && error.slug === slug && error.message !== "", slug);
  const one = kept("one-city");
  told("no-root", () => new juma.Verifier({}));
  told("argument/kept", () => new juma.Verifier(undefined));
  told("argument/kept", () => juma.verifyText("JM1:", {}));
  told("root-damaged", () => new juma.Verifier({ root: "not a root" }));
  told("root-damaged", () => new juma.Verifier({ root: Uint8Array.of(0xff) }));
  told("floors-damaged", () => new juma.Verifier({ ...one, floors: Uint8Array.of(1) }));
  told("argument/floors", () => new juma.Verifier({ root: one.root, bundle: one.bundle }));
  told("argument/bytes", () => new juma.Verifier({ ...one, floors: "text" }));
  told("policy", () => new juma.Verifier(one, { policy: "name = 3" }));
  told("policy", () => verifier.setPolicy("馆"));
  told("argument/text", () => verifier.setPolicy(7));
  told("argument/text", () => verifier.verifyText(undefined));
  told("argument/text", () => verifier.verifyTexts(["JM1:", null]));
  for (const at of [Number.NaN, -1, Infinity, "2026", new Date("never"), 1e15]) told("argument/at", () => verifier.verifyText("JM1:", { at }));
  told("argument/elapsed", () => verifier.typed("", { at: NOW, elapsed: -1 }));
  told("argument/bytes", () => verifier.importBundle("bundle"));
  told("argument/label", () => verifier.importBundle(one.bundle, { label: 1.5 }));
  for (const image of [undefined, {}, { data: [], width: 1, height: 1 }, { data: new Uint8Array(3), width: 2, height: 2 }]) {
    assert.throws(() => juma.scanImage(image), juma.JumaError);
  }
  told("argument/image", () => juma.scanImage({ data: new Uint8Array(5000), width: 5000, height: 1 }));
  told("argument/image", () => juma.scanImage({ data: new Uint8Array(12), width: 2, height: 2 }));
  // A torn bundle is no error: another one heals it.
  const torn = new juma.Verifier({ ...one, bundle: one.bundle.subarray(0, 99) });
  assert.ok(torn.trust({ at: NOW }).damage);
  assert.deepEqual(juma.scanImage({ data: new Uint8Array(4), width: 2, height: 2 }), []);
  assert.equal(verifier.verifyText("\u{1F600}", { at: NOW }).verdict, "refuse");
  assert.equal(verifier.trust({ at: NOW }).stale, false);
});

test("its types hold an example, and refuse what is wrong", () => {
  writeFileSync(
    join(folder, "example.ts"),
    `import { JumaError, Verifier, init, scanImage, verifyText, type Kept, type Report } from "juma-verify";
await init();
const verifier = new Verifier({ root: "…" }, { policy: "library" });
const imported: "updated" | "unchanged" | "refused" = verifier.importBundle(new Uint8Array()).imported;
const kept: Kept = verifier.kept;
const floors: Uint8Array | undefined = verifier.kept.floors;
const report: Report = verifyText("JM1:…", { trust: kept, policy: "museum", at: new Date() });
const texts: string[] = scanImage({ data: new Uint8ClampedArray(4), width: 1, height: 1 });
for (const event of verifier.seeFrame({ data: new Uint8Array(1), width: 1, height: 1 }, { at: 1, elapsed: 2 })) {
  if (event.event === "verdict") console.log(event.opens, event.claims?.name);
}
const slug: string = new JumaError("a", "b").slug;
// @ts-expect-error a time is no text
verifier.verifyText("JM1:…", { at: "2026" });
// @ts-expect-error trust data is asked for
verifyText("JM1:…", {});
// @ts-expect-error there is no such verdict
report.verdict === "maybe";
export { floors, imported, slug, texts };
`,
  );
  const options = { strict: true, noEmit: true, module: "nodenext", target: "es2022", lib: ["es2022", "dom"], types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["example.ts"] }));
  execFileSync(join(root, "web/node_modules/.bin/tsc"), ["-p", folder], { stdio: "inherit" });
});

test("it is of the workspace's version, and holds what it lists", async () => {
  const installed = join(folder, "node_modules/juma-verify");
  const told = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const workspace = /\[workspace\.package\]\s+version = "(.*)"/.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
  assert.deepEqual([told.version, told.license, told.dependencies], [workspace, "MIT OR Apache-2.0", undefined]);
  assert.deepEqual(readdirSync(installed).sort(), [...told.files, "README.md", "package.json"].sort());
  // A bundler takes the way of browsers, and finds nothing of Node there.
  const { outputFiles, warnings } = await build({
    stdin: { contents: 'export * from "juma-verify";', resolveDir: folder },
    bundle: true, write: false, format: "esm", platform: "browser", target: "es2022", logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  assert.ok(outputFiles[0].text.includes("juma-simd.wasm") && !outputFiles[0].text.includes("node:fs"));
});

test("the sample gate runs on it in a browser", async () => {
  cpSync(join(root, "web/verify/example"), folder, { recursive: true, filter: (from) => !from.includes("node_modules") });
  for (const name of ["root.pub", "bundle.jmb"]) writeFileSync(join(folder, name), one(name));
  const home = await serve(folder);
  const browser = await browse({ film: "accept" });
  const { page } = browser;
  await page.goto(home.address);
  await page.locator("#verdict", { hasText: "Ready" }).waitFor();
  await page.locator("#picture").setInputFiles(join(root, "web/page/icon-192.png"));
  await page.locator('#verdict[data-verdict="undecided"]').waitFor();
  await page.locator("#camera").click();
  await page.locator('#verdict[data-verdict="accept"]').waitFor();
  await page.reload();
  await page.locator("#verdict", { hasText: "Ready" }).waitFor();
  assert.deepEqual(home.asked.filter((path) => path === "/bundle.jmb").length, 1, "what it keeps serves again");
  assert.deepEqual(browser.trouble, []);
  await browser.close();
  await home.stop();
});
