// The list that a page of this kind is held to (web/README.md): installable, readable, reachable by a
// thumb and by a reader of the screen, calm for who asks for it. Looked at in every state, light and dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { amiss } from "./amiss.mjs";
import { browse, dist, kept, NOW, ready, site, verdict } from "./harness.mjs";
import { Tour } from "./tour.mjs";

let home;
before(async () => {
  home = await site();
});
after(() => home.stop());

const STATES = [
  ["waiting", "nothing", (page) => page.waitForTimeout(500)],
  ["accepted", "accept", (page) => verdict(page, "accept", "accepted")],
  ["refused", "refuse", (page) => verdict(page, "refuse", "revoked")],
  ["undecided", "undecided", (page) => verdict(page, "undecided", "guardian-missing")],
  ["a pair", "pair", (page) => verdict(page, "accept", "accepted")],
  ["something sealed", "sealed", (page) => verdict(page, "accept", "accepted")],
  ["no camera", null, (page) => page.locator("#trouble").waitFor()],
  ["settings", "nothing", (page) => page.locator("#more").click()],
  ["a notice", "nothing", (page) => page.locator("#picture-file").setInputFiles({ name: "page.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") })],
  ["data that has ended", "nothing", async (page) => {
    await page.addInitScript((at) => setMoment(at), NOW + 120 * 86400);
    await page.reload();
    await page.locator("#age.bad").waitFor();
  }],
];

for (const [state, film, act] of STATES) {
  test(`contrast, targets and labels: ${state}`, async () => {
    const browser = await browse({ film, viewport: { width: 360, height: 740 } });
    const { page } = browser;
    await ready(page, home.address);
    await act(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { faults, least } = await page.evaluate(amiss);
      assert.deepEqual(faults, [], `${state}, ${colorScheme}`);
      console.log(`${state}, ${colorScheme}: contrast at least ${least.toFixed(1)}`);
    }
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0, "nothing moves for who asks for that");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, "nothing is beyond the edge");
    await browser.close();
  });
}

test("contrast, targets and labels: the holder's page in every state", async () => {
  const browser = await browse({ film: "nothing", at: NOW - 10, viewport: { width: 360, height: 740 } });
  const { page } = browser;
  await new Tour().walk(page, home.address, async (state) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { faults, least } = await page.evaluate(amiss);
      assert.deepEqual(faults, [], `${state}, ${colorScheme}`);
      console.log(`holder, ${state}, ${colorScheme}: contrast at least ${least.toFixed(1)}`);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${state}: nothing is beyond the edge`);
  });
  assert.deepEqual(browser.trouble, []);
  await browser.close();
});

/** What a reader of the screen is told aloud: the live regions of Chromium's accessibility tree, in order. */
async function aloud(page, context) {
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const texts = (node) => (node.role?.value === "StaticText" ? [node.name.value] : (node.childIds ?? []).flatMap((id) => texts(byId.get(id))));
  const own = (node, name) => node.properties?.find((property) => property.name === name)?.value.value;
  return nodes.filter((node) => !node.ignored && own(node, "live") === "assertive").map(texts);
}

for (const [film, colour, reason, said] of [
  ["accept", "accept", "accepted", ["通过", "ACCEPT", "请核对本人相貌或证件", "compare the face or the identity document"]],
  ["refuse", "refuse", "revoked", ["拒绝", "REFUSE", "已撤销", "revoked", "请本人重新申领", "the holder needs a new code"]],
  [
    "undecided",
    "undecided",
    "guardian-missing",
    ["无法判定", "UNDECIDED", "代亮码须与监护人本人的码一同出示", "a guardian's own code must be shown with it", "请监护人出示本人的码，或核对证件", "ask the guardian for the own code, or compare documents"],
  ],
]) {
  test(`a reader of the screen is told once, in order and by language: ${reason}`, async () => {
    const browser = await browse({ film });
    const { page, context } = browser;
    await page.addInitScript(() => {
      // A change of what is read aloud, after it was shown first.
      globalThis.said = 0;
      addEventListener("DOMContentLoaded", () => {
        const verdict = document.getElementById("verdict");
        const hears = () => !verdict.hidden && (globalThis.said += 1);
        new MutationObserver(hears).observe(document.getElementById("say"), { childList: true, subtree: true, characterData: true });
      });
    });
    await ready(page, home.address);
    await verdict(page, colour, reason);
    await page.waitForTimeout(1000);
    assert.deepEqual(await aloud(page, context), [said]);
    assert.ok((await page.evaluate(() => globalThis.said)) <= 1, "it is said once");
    const languages = await page.locator("#say .other:visible").evaluateAll((all) => all.map((it) => it.lang));
    assert.deepEqual(languages, languages.map(() => "en"));
    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
    await browser.close();
  });
}

test("it can be installed", async () => {
  const browser = await browse({ film: "nothing" });
  const { page, context } = browser;
  await ready(page, home.address);
  await kept(page);
  await page.reload();
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors, []);
  const manifest = JSON.parse(data);
  for (const field of ["name", "short_name", "description", "lang", "start_url", "scope", "id", "theme_color", "background_color"]) {
    assert.ok(manifest[field], field);
  }
  assert.equal(manifest.display, "standalone");
  const pictures = manifest.icons.filter((icon) => icon.type === "image/png");
  for (const { src, sizes } of pictures) {
    const bytes = readFileSync(join(dist, src));
    assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
  }
  assert.ok(["192x192", "512x512"].every((size) => pictures.some((icon) => icon.sizes === size && icon.purpose !== "maskable")));
  assert.ok(manifest.icons.some((icon) => icon.purpose === "maskable"));
  assert.deepEqual(browser.trouble, []);
  await browser.close();
});
