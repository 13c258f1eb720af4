// The sheet of everything that is not needed at every code: trust data, the venue, officer mode.

import { Camera } from "./camera";
import { chooseFiles, make, save, the } from "./dom";
import { lasting, recall, remember } from "./memory";
import { offline, readiness } from "./offline";
import type { Answer, Device, Imported, Trust } from "./protocol";
import type { Reader } from "./reader";
import { canVibrate, isOn, turn } from "./signal";
import { age, language, means, mine, moment, say, sayError, setLanguage, type Language, type Word } from "./words";

declare const VERSION: string;

/** What the sheet asks of the page. */
export interface Page {
  reader: Reader;
  now: () => number;
  changed: (answer: Answer) => void;
  relabel: () => void;
  setVenue: (policy: string) => Promise<void>;
  setCamera: (id: string) => void;
  currentCamera: () => string | undefined;
  trust: () => Trust | null;
  check: (text: string) => void;
  restarts: () => number;
}

/** What is said of how long the database lasts. */
const LASTING = { always: "keptAlways", "while-room": "keptWhileRoom", "seven-days": "keptSevenDays" } as const;

/** What is said of whether the page opens with no network. */
const READY = { ready: "offlineReady", "part-missing": "offlineNoPdf", "not-yet": "offlineNotYet" } as const;

/** The part that reads PDF files, which comes after the page itself. */
const PDF = "pdf/worker.js";

/** Under this name the rules of one's own are remembered that were given last. */
const OWN_POLICY = "own-policy";

export class Sheet {
  private readonly dialog = the<HTMLDialogElement>("sheet");
  private said = "";
  private venueSaid = "";
  /** A root that was chosen before its bundle. */
  private root: string | null = null;
  private device: Device | undefined;
  private deviceSaid = "";

  constructor(private readonly page: Page) {}

  get isOpen(): boolean {
    return this.dialog.open;
  }

  async open(): Promise<void> {
    this.said = "";
    this.venueSaid = "";
    this.deviceSaid = "";
    if (!this.dialog.open) this.dialog.showModal();
    await this.draw();
  }

  close(): void {
    this.dialog.close();
  }

  /** Registers the service worker, and tells when a newer page waits. */
  async keepOffline(): Promise<void> {
    await offline((use) => {
      const notice = the("notice");
      const button = make("button", { type: "button", className: "plain", textContent: say("newer") });
      button.addEventListener("click", use);
      notice.replaceChildren(button);
      notice.hidden = false;
    });
  }

  async importFiles(): Promise<void> {
    await this.importThese(await chooseFiles(".jmb,.pub"));
  }

  /** Imports a bundle, with the root if the device has none; told by what they begin with. */
  async importThese(files: File[], label = 0): Promise<void> {
    let root: string | null = null;
    let bundle: Uint8Array | undefined;
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const text = bytes.length < 8192 ? new TextDecoder().decode(bytes) : "";
      if (text.startsWith("juma root")) root = text;
      else bundle = bytes;
    }
    if (bundle) {
      await this.importBytes(root ?? this.root, bundle, label);
      return;
    }
    if (root === null) return;
    // Kept for the bundle that comes after it; nothing is trusted by it before.
    this.root = root;
    await this.tellImport(say("rootHeld"));
  }

  /** Takes what lies beside the page, once without being asked, when the device has nothing. */
  async importFolder(how: "quietly" | "aloud"): Promise<void> {
    try {
      const names = (await (await fetch("trust/list.json", { cache: "no-store" })).json()) as string[];
      if (!names.includes("bundle.jmb")) throw new Error("no bundle");
      const get = async (name: string) => new Uint8Array(await (await fetch(`trust/${name}`, { cache: "no-store" })).arrayBuffer());
      const root = names.includes("root.pub") ? new TextDecoder().decode(await get("root.pub")) : null;
      await this.importBytes(root, await get("bundle.jmb"), 0);
    } catch {
      if (how === "aloud") {
        this.said = say("nothingThere");
        await this.draw();
      }
    }
  }

  private async importBytes(root: string | null, bundle: Uint8Array, label: number): Promise<void> {
    const ask = { do: "import", root, bundle, label, now: this.page.now() } as const;
    try {
      const answer = await this.page.reader.ask(ask, [bundle.buffer]);
      if (answer.imported?.imported === "updated") this.root = null;
      this.page.changed(answer);
      await this.tellImport(answer.imported ? this.say(answer.imported, answer.trust ?? null) : "");
    } catch (error) {
      await this.tellImport(sayError(error));
    }
  }

  private async tellImport(said: string): Promise<void> {
    this.said = said;
    if (this.dialog.open) await this.draw();
    else if (this.said !== "") this.notice();
  }

  private notice(): void {
    const notice = the("notice");
    notice.textContent = this.said;
    notice.hidden = false;
    setTimeout(() => {
      if (notice.textContent === this.said) notice.hidden = true;
    }, 8000);
  }

  private say(imported: Imported, trust: Trust | null): string {
    switch (imported.imported) {
      case "updated":
        return say("updated", { n: trust?.sequence ?? "" });
      case "unchanged":
        return say("unchanged");
      case "failed":
        return say(imported.reason === "other-root" ? "otherRoot" : "noRoot");
      case "refused":
        // The rest is for whoever keeps the data, and is English.
        return `${imported.words ? mine(imported.words) : (imported.message ?? "")} (${imported.reason ?? ""})`;
    }
  }

  private async draw(): Promise<void> {
    the("sheet-title").textContent = say("settings");
    the("sheet-close").textContent = say("close");
    const [cameras, lasts, ready] = await Promise.all([Camera.all(), lasting(), readiness(PDF)]);
    this.device = (await this.page.reader.ask({ do: "device", now: this.page.now() }).catch(() => ({}) as Answer)).device;
    the("sheet-body").replaceChildren(this.data(), this.settings(cameras), this.text(), this.officer(), this.about(LASTING[lasts], READY[ready]));
  }

  private data(): Node {
    const trust = this.page.trust();
    const rows: [string, string][] = [];
    if (trust?.sequence !== undefined) {
      rows.push([say("bundle"), `${trust.environment} · ${trust.sequence} · ${age(trust.bundle_seconds ?? 0)}`]);
      rows.push([say("list"), `${trust.trust_list ?? ""} · ${mine(means("freshness", trust.freshness ?? ""))}`]);
      rows.push([say("until"), moment(trust.stale_from ?? "")]);
      rows.push([say("floor"), moment(trust.clock_floor)]);
    }
    const label = make("input", { type: "number", min: "0", id: "label", inputMode: "numeric" });
    const file = button("act", "importFile", async () => {
      await this.importThese(await chooseFiles(".jmb,.pub"), Number(label.value) || 0);
    });
    const folder = button("plain", "importFolder", () => this.importFolder("aloud"));
    const said = make("p", { className: "said", id: "import-said" }, this.said);
    said.setAttribute("role", "status");
    return card("data", list(rows), make("label", {}, say("label"), label), file, folder, said);
  }

  private settings(cameras: MediaDeviceInfo[]): Node {
    const venue = make("select", { id: "venue" });
    const own = recall("policy") ?? "library";
    const names = ["library", "museum", "hospital", "officer"] as const;
    for (const name of names) venue.append(new Option(say(name), name, false, name === own));
    // The file that was given last stays to be chosen again, also while another venue's rules are in use.
    const isBuiltIn = names.some((name) => name === own);
    const file = isBuiltIn ? recall(OWN_POLICY) : own;
    if (file !== null) venue.append(new Option(say("ownPolicy"), "own", false, !isBuiltIn));
    const choose = async (policy: string): Promise<void> => {
      try {
        await this.page.setVenue(policy);
        if (!names.some((name) => name === policy)) remember(OWN_POLICY, policy);
        this.venueSaid = "";
      } catch (error) {
        this.venueSaid = sayError(error);
      }
      // What is shown is what judges, also where it was refused.
      await this.draw();
    };
    venue.addEventListener("change", () => void choose(venue.value === "own" ? (file ?? "library") : venue.value));
    const policy = button("plain", "ownPolicy", async () => {
      const [file] = await chooseFiles(".toml");
      if (file) await choose(await file.text());
    });
    const said = make("p", { className: "said", id: "venue-said" }, this.venueSaid);
    said.setAttribute("role", "status");
    const speech = make("select", { id: "language" });
    for (const [value, name] of [
      ["zh-CN", "简体中文"],
      ["en", "English"],
    ] as const) {
      speech.append(Object.assign(new Option(name, value, false, value === language), { lang: value }));
    }
    speech.addEventListener("change", () => {
      setLanguage(speech.value as Language);
      this.page.relabel();
      void this.draw();
    });
    const camera = make("select", { id: "camera" });
    for (const device of cameras) {
      camera.append(new Option(device.label, device.deviceId, false, device.deviceId === this.page.currentCamera()));
    }
    camera.addEventListener("change", () => this.page.setCamera(camera.value));
    return card(
      "settings",
      field("language", speech),
      field("venue", venue),
      policy,
      said,
      ...(cameras.length > 1 ? [field("camera", camera)] : []),
      toggle("sound"),
      ...(canVibrate ? [toggle("vibration")] : []),
    );
  }

  private text(): Node {
    const text = make("input", { type: "text", id: "typed", autocomplete: "off", spellcheck: false });
    const check = button("plain", "check", () => this.page.check(text.value));
    return card("typeHere", field("typedLine", text), check);
  }

  private officer(): Node {
    const device = this.device;
    const said = make("p", { className: "said", id: "officer-said" }, this.deviceSaid);
    said.setAttribute("role", "status");
    const passphrase = make("input", { type: "password", id: "passphrase", autocomplete: "off" });
    const parts: Node[] = [];
    if (!device?.public) {
      parts.push(make("p", {}, say("deviceKeyNone")), field("passphrase", passphrase));
      parts.push(button("plain", "makeKey", () => this.makeKey(passphrase.value)));
    } else {
      const held = say("heldKeys", { n: device.held.length });
      const isOpen = device.open !== undefined;
      parts.push(make("p", {}, isOpen ? `${say("unlocked")} · ${say("openKeys", { n: device.open ?? 0 })}` : `${say("locked")} · ${held}`));
      if (isOpen) parts.push(button("act", "lock", () => this.tell({ do: "lock", now: this.page.now() })));
      else {
        parts.push(field("passphrase", passphrase));
        parts.push(button("act", "unlock", () => this.tell({ do: "unlock", passphrase: passphrase.value, now: this.page.now() })));
      }
      parts.push(button("plain", "addKeys", () => this.hold()));
      parts.push(button("plain", "savePublic", () => save("device.pub", device.public ?? "")));
      const notes = button("plain", "saveNotes", async () => {
        save("opened.jsonl", (await this.page.reader.ask({ do: "notes" })).notes ?? "");
      });
      notes.textContent = say("saveNotes", { n: device.notes });
      parts.push(notes);
    }
    return card("officerMode", ...parts, said);
  }

  private async makeKey(passphrase: string): Promise<void> {
    if ([...passphrase].length < 8) {
      this.deviceSaid = say("shortPassphrase");
      await this.draw();
      return;
    }
    await this.tell({ do: "make-device-key", passphrase, now: this.page.now() });
  }

  private async hold(): Promise<void> {
    const files = await chooseFiles(".jmw");
    if (files.length === 0) return;
    const texts = await Promise.all(files.map((file) => file.text()));
    await this.tell({ do: "hold", files: texts, now: this.page.now() });
  }

  private async tell(ask: Parameters<Reader["ask"]>[0]): Promise<void> {
    the("officer-said").textContent = say("working");
    try {
      await this.page.reader.ask(ask);
      this.deviceSaid = "";
    } catch (error) {
      this.deviceSaid = sayError(error);
    }
    await this.draw();
  }

  private about(lasts: Word, ready: Word): Node {
    const rows: [string, string][] = [
      [say("version"), VERSION],
      [say("offline"), say(ready)],
      [say("kept"), say(lasts)],
    ];
    if (this.page.restarts() > 0) rows.push(["↻", String(this.page.restarts())]);
    return make("section", { className: "card" }, list(rows));
  }
}

function card(title: Word, ...children: Node[]): Node {
  return make("section", { className: "card" }, make("h3", {}, say(title)), ...children);
}

function field(name: Word, control: Node): Node {
  return make("label", {}, say(name), control);
}

function list(rows: [string, string][]): Node {
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function button(kind: "act" | "plain", name: Word, act: () => Promise<void> | void): HTMLButtonElement {
  const button = make("button", { type: "button", className: kind, textContent: say(name) });
  button.dataset["name"] = name;
  button.addEventListener("click", () => void act());
  return button;
}

function toggle(what: "sound" | "vibration"): Node {
  const box = make("input", { type: "checkbox", id: what, checked: isOn(what) });
  box.addEventListener("change", () => turn(what, box.checked));
  return field(what, box);
}
