// The browser and the native verifier agree: every vector and every sample, word by word.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, dist, root, scratch, vectors, world } from "./harness.mjs";
import { serve } from "../serve.mjs";
import { buildSync } from "esbuild";
import { cpSync, writeFileSync } from "node:fs";

let home;
let browser;
let page;

/** A page with nothing but the engine, from the same files. */
before(async () => {
  const folder = join(scratch(), "engine");
  cpSync(dist, folder, { recursive: true });
  buildSync({ entryPoints: [join(root, "web/generated/simd/juma_web.js")], outfile: join(folder, "engine.js"), format: "esm" });
  writeFileSync(join(folder, "engine.html"), "<!doctype html><title>engine</title>");
  home = await serve(folder);
  browser = await browse({ film: undefined });
  page = browser.page;
  await page.goto(`${home.address}engine.html`);
});
after(async () => {
  await browser.close();
  await home.stop();
});

const bytes = (...path) => {
  const file = join(...path);
  return existsSync(file) ? [...readFileSync(file)] : null;
};

/** What a world's device keeps. */
const pieces = (name) => ({
  root: readFileSync(join(world, "worlds", name, "root.pub"), "utf8"),
  floors: bytes(world, "worlds", name, "floors.cbor"),
  bundle: bytes(world, "worlds", name, "bundle.jmb"),
});

for (const kind of ["simd", "plain"]) {
  test(`every vector, by the engine ${kind}`, async () => {
    const all = vectors();
    const worlds = Object.fromEntries([...new Set(all.map((vector) => vector.trust))].map((name) => [name, pieces(name)]));
    const officer = { key: readFileSync(join(world, "device.key"), "utf8"), seal: readFileSync(join(world, "seal.jmw"), "utf8") };
    const reports = await page.evaluate(
      async ([kind, all, worlds, officer]) => {
        const engine = await import(`/engine.js?${kind}`);
        await engine.default({ module_or_path: `/juma-${kind}.wasm` });
        const made = (trust) => {
          const pieces = new engine.Pieces();
          const { root, floors, bundle } = worlds[trust];
          pieces.put("root.pub", new TextEncoder().encode(root));
          if (bundle) pieces.put("floors.cbor", new Uint8Array(floors));
          if (bundle) pieces.put("bundle.jmb", new Uint8Array(bundle));
          return new engine.Gate(pieces);
        };
        const answer = {
          text: (gate, { shown, at }) => gate.text(shown[0], BigInt(at)),
          view: (gate, { shown, at }) => gate.view("view", shown, BigInt(at)),
          opened: (gate, { shown, at }) => {
            gate.unlock(officer.key, "correct horse", [officer.seal], BigInt(at));
            return gate.text(shown[0], BigInt(at));
          },
          row: (gate, { shown }) => {
            let last;
            shown.forEach(([at, text], n) => {
              const elapsed = BigInt(n * 60_000);
              const events = JSON.parse(gate.typed(`${text}\n`, BigInt(at), elapsed));
              last = events.filter((event) => event.event === "verdict").at(-1) ?? last;
            });
            return JSON.stringify(last);
          },
        };
        return all.map((vector) => {
          const gate = made(vector.trust);
          const policies = ["library", "museum", "hospital", "officer"];
          const built = policies.find((name) => vector.policy.startsWith(`name = "${name}"\n`));
          gate.venue(built ?? vector.policy);
          try {
            return JSON.parse(answer[vector.kind](gate, vector));
          } finally {
            gate.free();
          }
        });
      },
      [kind, all, worlds, officer],
    );
    let agreed = 0;
    all.forEach((vector, n) => {
      const report = reports[n];
      for (const added of ["source", "event", "showing", "opens", "note"]) delete report[added];
      if (vector.kind === "row" || vector.kind === "opened") {
        assert.equal(`${report.verdict}/${report.reason}`, vector.expect, vector.name);
        delete report.trust?.status;
        delete vector.report.trust?.status;
      }
      assert.deepEqual(report, vector.report, vector.name);
      agreed += 1;
    });
    assert.ok(agreed > 350, `${agreed} vectors`);
    console.log(`${agreed} vectors agree`);
  });
}

for (const kind of ["simd", "plain"]) test(`every sample, from its text and from its picture, by the engine ${kind}`, async () => {
  const at = "2026-12-01T12:00:00+08:00";
  const seconds = Date.parse(at) / 1000;
  const state = join(scratch(), "state");
  const verifier = process.env.JUMA_VERIFIER;
  assert.ok(verifier, "JUMA_VERIFIER names the native command");
  const trust = join(root, "samples/trust");
  execFileSync(verifier, ["import", "--state", state, "--root", join(trust, "root.pub"), "--at", at, join(trust, "bundle.jmb")]);
  const files = ["codes", "cases"].flatMap((folder) =>
    readdirSync(join(root, "samples", folder))
      .filter((name) => /\.(png|txt)$/.test(name))
      .map((name) => join(root, "samples", folder, name)),
  );
  for (const policy of ["library", "officer"]) {
    let printed;
    try {
      printed = execFileSync(verifier, ["check", "--state", state, "--at", at, "--policy", policy, "--json", ...files]);
    } catch (error) {
      // The worst of all is what the command ends with: a refusal.
      assert.equal(error.status, 1);
      printed = error.stdout;
    }
    const native = printed.toString().trim().split("\n").map((line) => JSON.parse(line));
    const shown = files.map((file) => ({ isText: file.endsWith(".txt"), bytes: [...readFileSync(file)] }));
    const reports = await page.evaluate(
      async ([kind, policy, seconds, root, bundle, floors, shown]) => {
        const engine = await import(`/engine.js?${kind}`);
        const output = await engine.default({ module_or_path: `/juma-${kind}.wasm` });
        const pieces = new engine.Pieces();
        pieces.put("root.pub", new TextEncoder().encode(root));
        pieces.put("floors.cbor", new Uint8Array(floors));
        pieces.put("bundle.jmb", new Uint8Array(bundle));
        const gate = new engine.Gate(pieces);
        gate.venue(policy);
        const reader = new engine.Reader();
        const reports = [];
        for (const { isText, bytes } of shown) {
          if (isText) {
            reports.push(gate.text(new TextDecoder().decode(new Uint8Array(bytes)).replace(/\r?\n$/, ""), BigInt(seconds)));
            continue;
          }
          const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext("2d");
          context.drawImage(bitmap, 0, 0);
          const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
          const room = reader.room(data.length);
          new Uint8Array(output.memory.buffer, room, data.length).set(data);
          reports.push(gate.view("picture", reader.scan(4, bitmap.width, bitmap.height), BigInt(seconds)));
        }
        return reports.map((report) => JSON.parse(report));
      },
      [kind, policy, seconds, readFileSync(join(trust, "root.pub"), "utf8"), bytes(trust, "bundle.jmb"), bytes(world, "worlds/one-city/floors.cbor"), shown],
    );
    reports.forEach((report, n) => {
      for (const other of [report, native[n]]) {
        for (const differs of ["source", "clock"]) delete other[differs];
        // The page shows the last two digits until somebody asks for more.
        if (other.claims?.document) other.claims.document = { kind: other.claims.document.kind };
      }
      assert.deepEqual(report, native[n], files[n]);
    });
    console.log(`${reports.length} samples agree, policy ${policy}`);
  }
});
