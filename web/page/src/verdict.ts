// The verdict: the whole screen in a colour, with a shape and words.

import { make, the } from "./dom";
import type { Both, Claims, Report } from "./protocol";
import { age, both, language, means, mine, moment, others, say } from "./words";

/** Shapes that nobody takes for another: a circle, an octagon, a triangle. */
const SHAPES: Record<Report["verdict"], string> = {
  accept: "M50 6a44 44 0 1 0 .01 0z M29 51l15 15 28-31",
  refuse: "M32 7h36l25 25v36l-25 25H32L7 68V32z M34 34l32 32 M66 34L34 66",
  undecided: "M50 8l44 80H6z M50 38v24 M50 74v1",
};

const SHAPE_SPACE = "http://www.w3.org/2000/svg";

/** How long a verdict stays at least, and how long after its code has left, in milliseconds. */
const LEAST = 2500;
const AFTER = 600;

export class VerdictScreen {
  private readonly screen = the("verdict");
  private shown: { showing: number | undefined; at: number; stays: boolean } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `whole` asks for the whole number of a document; `closed` is called when a person is done. */
  constructor(
    private readonly whole: () => void,
    private readonly closed: () => void,
  ) {
    the("v-close").addEventListener("click", () => this.close());
  }

  get isShown(): boolean {
    return this.shown !== undefined;
  }

  /** Shows a report; of something that is held up until it has left, of a record until it was read. */
  show(report: Report, showing?: number): void {
    clearTimeout(this.timer);
    const stays = showing === undefined || report.claims?.birth_date !== undefined;
    this.shown = { showing, at: performance.now(), stays };
    this.paint(report);
    this.screen.hidden = false;
    the("gate").inert = true;
    the("v-close").textContent = say("next");
  }

  left(showing: number): void {
    if (this.shown?.showing !== showing || this.shown.stays) return;
    const stood = performance.now() - this.shown.at;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.close(), Math.max(AFTER, LEAST - stood));
  }

  close(): void {
    if (!this.shown) return;
    clearTimeout(this.timer);
    this.shown = undefined;
    this.screen.hidden = true;
    the("gate").inert = false;
    // What was shown of a person stays nowhere.
    for (const id of ["v-word", "v-reason", "v-todo", "v-advice", "v-facts", "v-age", "shape"]) the(id).replaceChildren();
    this.closed();
  }

  private paint(report: Report): void {
    this.screen.dataset["verdict"] = report.verdict;
    this.screen.dataset["reason"] = report.reason;
    const svg = document.createElementNS(SHAPE_SPACE, "svg");
    svg.setAttribute("viewBox", "0 0 100 100");
    const path = document.createElementNS(SHAPE_SPACE, "path");
    path.setAttribute("d", SHAPES[report.verdict]);
    svg.append(path);
    the("shape").replaceChildren(svg);
    // The shape is drawn already.
    const word = means("verdict", report.verdict);
    lines("v-word", { "zh-CN": word["zh-CN"].replace(/^\S\s/, ""), en: word.en });
    const isPlain = report.reason === "accepted";
    the("v-reason").hidden = isPlain;
    lines("v-reason", report.message);
    the("v-todo").hidden = !report.todo;
    if (report.todo) lines("v-todo", report.todo);
    // What is to be done at a code that is good is told aloud as the verdict is.
    const opened = report.opened_by_policy ? [advice(both("opened"))] : [];
    put("v-advice", [...opened, ...(report.advice ?? []).map((slug) => advice(means("advice", slug)))]);
    const facts = this.facts(report);
    the("v-facts").replaceChildren(...facts);
    the("v-facts").parentElement?.classList.toggle("two", facts.length > 2);
    the("v-age").textContent = ages(report);
  }

  private facts(report: Report): Node[] {
    const facts: (Node | null)[] = [];
    const offset = report.clock_offset_seconds;
    if (offset !== undefined) {
      facts.push(row(mine(both(offset > 0 ? "clockFast" : "clockSlow", { n: Math.abs(offset) }))));
    }
    if (report.claims) facts.push(...person(report.claims));
    const number = report.claims?.document;
    if (number?.tail !== undefined) {
      const button = make("button", { type: "button", textContent: say("allDigits") });
      button.addEventListener("click", () => this.whole());
      facts.push(button);
    }
    if (report.guardian) facts.push(row(mine(both("guardianHere", { n: report.guardian.claims.name }))));
    if (report.sealed) facts.push(row(mine(means("sealed", report.sealed))));
    if (report.address_help) facts.push(row(mine(report.address_help)));
    for (const { name, number } of report.hotline ?? []) {
      const link = make("a", { href: `tel:${number}`, textContent: number });
      facts.push(row(`☎ ${say("ask")} ${mine(name)} `, link));
    }
    return facts.filter((fact): fact is Node => fact !== null);
  }
}

/** The other language, smaller; a reader of the screen takes another voice for it. */
function inOther(text: Both): Node {
  return make("span", { className: "other", lang: language === "en" ? "zh-CN" : "en" }, others(text));
}

/** Both languages, the chosen one large. */
function lines(id: string, text: Both): void {
  put(id, [document.createTextNode(mine(text)), inOther(text)]);
}

/** Puts nodes into an element. What stands there already is not said again. */
function put(id: string, fresh: Node[]): void {
  const old = [...the(id).childNodes];
  const isSame = old.length === fresh.length && fresh.every((node, at) => node.isEqualNode(old[at] ?? null));
  if (!isSame) the(id).replaceChildren(...fresh);
}

function row(...children: (Node | string)[]): Node {
  return make("div", { className: "row" }, ...children);
}

function advice(text: Both): Node {
  return make("div", { className: "row advice" }, mine(text), inOther(text));
}

function place(region: { code: string; name?: string }): string {
  return region.name ?? region.code;
}

function person(claims: Claims): Node[] {
  const facts: Node[] = [make("div", { className: "row name", lang: "zh-CN" }, claims.name)];
  const population = mine(means("population", claims.population));
  if (claims.birth_date !== undefined) {
    const sex = claims.sex === "female" || claims.sex === "male" ? claims.sex : "unspecified";
    facts.push(row(`${population} · ${claims.birth_date} · ${say(sex)}`));
  } else {
    facts.push(row(`${population} · ${place(claims.region)}`));
  }
  const document = claims.document;
  if (document) facts.push(row(document.number ?? say("endsIn", { n: document.tail ?? "" })));
  const state = mine(means("address", claims.address.state));
  facts.push(row(claims.address.text === undefined ? state : `${place(claims.region)}${claims.address.text} · ${state}`));
  const home = claims.household_address;
  if (home) facts.push(row(`${say("household")}: ${place(home.region)}${home.text}`));
  if (claims.guardian !== undefined) facts.push(row(say("shownBy", { r: mine(means("relation", claims.guardian)) })));
  if (claims.document_tail !== undefined) facts.push(row(say("endsIn", { n: claims.document_tail })));
  const issued = claims.issued === undefined ? "" : `${say("issued", { t: moment(claims.issued) })} · `;
  facts.push(row(issued + say("goodUntil", { t: moment(claims.expires) })));
  return facts;
}

function ages(report: Report): string {
  const said: string[] = [];
  const trust = report.trust;
  if (trust) {
    said.push(`${say("dataAge")} ${age(trust.bundle_seconds)} (${mine(means("freshness", trust.freshness))})`);
    const status = trust.status;
    if (status) said.push(`${mine({ "zh-CN": "撤销名单", en: "revocation list" })} ${age(status.seconds)} (${mine(means("freshness", status.freshness))})`);
  }
  if (report.environment !== "production") said.push(`${report.environment.toUpperCase()} · ${say("tests")}`);
  return said.join(" · ");
}
