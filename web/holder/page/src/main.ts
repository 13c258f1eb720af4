// The page of a resident's wallet: what is seen and pressed. What a wallet does is done in the worker.

import { make, the } from "../../../page/src/dom";
import { language, moment, setLanguage } from "../../../page/src/language";
import { askToKeep, lasting, recall, remember, unlearn } from "../../../page/src/memory";
import { offline } from "../../../page/src/offline";
import { Keeper, Refused } from "./keeper";
import { button, card, closeSheet, field, note, notice, said, secret } from "./parts";
import type { Ask, Card, List } from "./protocol";
import { Screen } from "./screen";
import { addSheet, askSheet, moreSheet } from "./sheets";
import { ways } from "./taking";
import { say, sayError, type Word } from "./words";

/** The environment of wallets that are made here: the server's people choose it at `web/build`. */
declare const ENVIRONMENT: string;

/** The fewest characters of a passphrase. */
const LEAST = 8;

/** Under this name it is remembered that there was a wallet. */
const HAD = "had-wallet";

const now = (): number => Math.floor(Date.now() / 1000);

const keeper = new Keeper(
  () => {
    notice(say("failed"));
    void begin();
  },
  () => void changedElsewhere(),
);
const screen = new Screen(keeper, (number) => {
  const back = () => document.querySelector<HTMLElement>(`[data-code="${number}"] [data-name="show"]`)?.focus();
  void home().then(back);
});

/** Which of its three faces the page shows. */
let face: "welcome" | "locked" | "open" = "welcome";

function put(...parts: Node[]): void {
  the("body").replaceChildren(...parts);
}

function failed(error: unknown): void {
  if (error instanceof Refused && error.slug === "locked") {
    void begin();
    return;
  }
  const line = document.getElementById("said");
  if (line) line.textContent = sayError(error);
  else notice(sayError(error));
}

/** Asks for something that opens the wallet. */
async function enter(ask: Ask): Promise<void> {
  the("said").textContent = say("working");
  try {
    await keeper.ask(ask);
    face = "open";
    notice("");
    remember(HAD, "yes");
    await home();
    // What is kept here should not be the first thing that a full device throws away.
    void askToKeep();
  } catch (error) {
    the("said").textContent = sayError(error);
  }
}

/** What is seen while the wallet is shut, or there is none. */
async function begin(): Promise<void> {
  if (face === "open") face = "locked";
  the("thumb").hidden = true;
  closeSheet();
  if (screen.isOpen) screen.close();
  badge(ENVIRONMENT);
  try {
    const { kept } = await keeper.ask({ do: "kept" });
    face = kept ? "locked" : "welcome";
    if (kept) showLocked();
    else showWelcome((await lasting()) === "seven-days" ? note("homeFirst") : null);
  } catch (error) {
    notice(sayError(error));
  }
}

function showLocked(): void {
  const passphrase = secret("passphrase");
  const go = button("act big", "unlock", () => enter({ do: "open", passphrase: passphrase.value }));
  passphrase.addEventListener("keydown", (event) => event.key === "Enter" && go.click());
  const forget = button("plain", "more", () => moreSheet(keeper, forgotten));
  put(card("locked", field("passphrase", passphrase, "tall"), go, said("said")), forget);
  passphrase.focus();
}

/** A wallet that somebody has removed is not missed. */
function forgotten(): Promise<void> {
  unlearn(HAD);
  return begin();
}

function showWelcome(first: Node | null): void {
  if (recall(HAD) === "yes") notice(say("walletGone"));
  const [passphrase, again] = [secret("passphrase"), secret("again")];
  const go = button("act", "begin", async () => {
    if ([...passphrase.value].length < LEAST) the("said").textContent = say("shortPassphrase");
    else if (passphrase.value !== again.value) the("said").textContent = say("unlike");
    else await enter({ do: "begin", environment: ENVIRONMENT, passphrase: passphrase.value });
  });
  const take = async (texts: string[]): Promise<void> => {
    const file = texts.find((text) => text.startsWith("juma wallet"));
    if (file === undefined) throw new Error(say("noWallet"));
    showImport(file);
  };
  put(
    card("welcome", note("welcomeSay"), first, field("passphrase", passphrase, "tall"), field("again", again, "tall"), note("passphraseSay"), go, said("said")),
    card("haveOne", note("haveOneSay"), ways(take, failed)),
  );
}

function showImport(text: string): void {
  const passphrase = secret("passphrase");
  const go = button("act", "import", () => enter({ do: "import", text, passphrase: passphrase.value }));
  passphrase.addEventListener("keydown", (event) => event.key === "Enter" && go.click());
  put(card("haveOne", note("importSay"), field("passphrase", passphrase, "tall"), go, said("said")), button("plain", "close", begin));
  passphrase.focus();
}

/** What is seen while the wallet is open. */
async function home(): Promise<void> {
  if (face !== "open") return;
  try {
    const { list } = await keeper.ask({ do: "list", now: now() });
    if (list) showList(list);
  } catch (error) {
    failed(error);
  }
}

function showList(list: List): void {
  badge(list.environment);
  the("thumb").hidden = false;
  the<HTMLButtonElement>("ask").disabled = !list.asks;
  const chosen = list.codes.find((code) => code.number === list.chosen);
  const family = list.codes.filter((code) => code.relation !== null);
  const rest = list.codes.filter((code) => code.relation === null && code !== chosen);
  const parts: Node[] = [];
  if (chosen) parts.push(codeCard("mine", chosen, list, "act big"));
  else parts.push(card("mine", note("none")));
  for (const [title, codes] of [["family", family], ["others", rest]] as const) {
    codes.forEach((code, at) => parts.push(codeCard(at === 0 ? title : null, code, list, "act")));
  }
  if (list.waiting > 0) parts.push(note("waiting", { n: list.waiting }));
  put(...parts);
}

function codeCard(title: Word | null, code: Card, list: List, kind: string): Node {
  const about = [`#${code.number}`, say(code.tier), say(code.proof)].join(" · ");
  const until = say("until", { t: moment(code.expires) });
  const lines: Node[] = [make("p", { className: "name" }, code.name), make("p", {}, about), make("p", {}, until)];
  if (code.relation !== null) lines.push(note("shownBy", { r: say(code.relation as Word) }));
  if (code.over) lines.push(make("p", { className: "bad" }, say("over")));
  else {
    if (code.relation !== null && code.guardian === null) lines.push(make("p", { className: "bad" }, say("alone")));
    if (code.proof !== "paper") {
      const show = button(kind, "show", () => screen.open(list, code.number));
      show.setAttribute("aria-label", `${say("show")}: ${code.name} #${code.number}`);
      lines.push(show);
    }
  }
  const made = card(title, ...lines);
  made.dataset["code"] = String(code.number);
  return made;
}

function badge(environment: string): void {
  the("environment").hidden = environment === "production";
  the("environment").textContent = environment.toUpperCase();
}

/** Another tab has changed the wallet, or removed it. */
async function changedElsewhere(): Promise<void> {
  if (face === "open") {
    if (!screen.isOpen) await home();
    return;
  }
  const { kept } = await keeper.ask({ do: "kept" });
  if (kept !== (face === "locked")) await begin();
}

function label(): void {
  document.documentElement.lang = language;
  document.title = say("title");
  the("heading").textContent = say("title");
  Object.assign(the("language"), language === "en" ? { textContent: "中文", lang: "zh-CN" } : { textContent: "English", lang: "en" });
  for (const id of ["ask", "add", "more", "lock"] as const) {
    const span = the(id).querySelector("span");
    if (span) span.textContent = say(id);
  }
}

function press(): void {
  the("ask").addEventListener("click", () => askSheet(keeper, home));
  the("add").addEventListener("click", () => addSheet(keeper, home));
  the("more").addEventListener("click", () => void moreSheet(keeper, forgotten));
  the("lock").addEventListener("click", () => {
    keeper.lock();
    void begin();
  });
  the("language").addEventListener("click", () => {
    setLanguage(language === "en" ? "zh-CN" : "en");
    label();
    if (face === "open") void home();
    else void begin();
  });
}

async function main(): Promise<void> {
  label();
  press();
  await begin();
  await offline((use) => {
    const newer = button("plain", "newer", use);
    the("notice").replaceChildren(newer);
    the("notice").hidden = false;
  });
}

void main().catch((error: unknown) => notice(sayError(error)));
