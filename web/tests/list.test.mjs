// The list that a page of this kind is held to (web/README.md): installable, readable, reachable by a
// thumb and by a reader of the screen, calm for who asks for it. Looked at in every state, light and dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, dist, kept, NOW, ready, site, verdict } from "./harness.mjs";

let home;
before(async () => {
  home = await site();
});
after(() => home.stop());

/** What is amiss with what is seen now. Runs in the page. */
function amiss() {
  const faults = [];
  const name = (element) => `<${element.tagName.toLowerCase()}${element.id ? ` #${element.id}` : ""} class="${element.className}"> ${(element.innerText ?? element.value ?? "").slice(0, 30)}`;
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const over = ([r, g, b, a = 1], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (one, two) => {
    const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  /** What may lie behind an element: over a camera's picture that is white as well as black. */
  const grounds = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      if (at.id === "stage" && !document.getElementById("video").hidden) {
        return [[0, 0, 0], [255, 255, 255]].map((base) => layers.reduceRight((below, layer) => over(layer, below), base));
      }
      const layer = numbers(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if ((layer[3] ?? 1) === 1) break;
    }
    const last = layers.pop();
    return [layers.reduceRight((below, layer) => over(layer, below), last.slice(0, 3))];
  };
  const top = document.querySelector("dialog[open]") ?? (document.getElementById("verdict").hidden ? document.body : document.getElementById("verdict"));
  let least = 21;
  for (const element of top.querySelectorAll("*")) {
    if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.closest("noscript")) continue;
    const style = getComputedStyle(element);
    const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "") || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
    if (isText) {
      for (const ground of grounds(element)) {
        const found = ratio(over(numbers(style.color), ground), ground);
        least = Math.min(least, found);
        if (found < 4.5) faults.push(`contrast ${found.toFixed(2)}: ${name(element)}`);
      }
    }
    if (element.matches("button, a[href], input:not([type=file]), select, textarea")) {
      const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
      if (width < 48 || height < 48) faults.push(`target ${width.toFixed(0)} × ${height.toFixed(0)}: ${name(element)}`);
      const label = element.getAttribute("aria-label") ?? [...(element.labels ?? [])].map((it) => it.innerText).join() + element.innerText;
      if (label.trim() === "") faults.push(`no label: ${name(element)}`);
    }
    if (element.matches(".other") && !/^(zh-CN|en)$/.test(element.lang)) faults.push(`no lang: ${name(element)}`);
    if (element.tagName === "IMG" && !element.hasAttribute("alt")) faults.push(`no alt: ${name(element)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) faults.push("an id is there twice");
  if (!/^(zh-CN|en)$/.test(document.documentElement.lang)) faults.push(`lang is ${document.documentElement.lang}`);
  if (document.title === "") faults.push("no title");
  return { faults, least };
}

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
  ["accept", "accept", "accepted", ["通过", "ACCEPT"]],
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
