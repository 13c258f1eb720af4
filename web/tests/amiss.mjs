// What a page of this kind is held to: contrast, targets for a thumb, labels and languages.

/** What is amiss with what is seen now. Runs in the page. */
export function amiss() {
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
      if (at.id === "stage" && !document.getElementById("video")?.hidden) {
        return [[0, 0, 0], [255, 255, 255]].map((base) => layers.reduceRight((below, layer) => over(layer, below), base));
      }
      const layer = numbers(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if ((layer[3] ?? 1) === 1) break;
    }
    const last = layers.pop();
    return [layers.reduceRight((below, layer) => over(layer, below), last.slice(0, 3))];
  };
  const top = document.querySelector("dialog[open], #verdict:not([hidden]), #screen:not([hidden])") ?? document.body;
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
