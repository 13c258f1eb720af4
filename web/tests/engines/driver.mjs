// Firefox and WebKitGTK, driven with the commands that WebDriver has for both: Firefox hears them over
// its own socket (Marionette), WebKitGTK by the program of Debian's webkit2gtk-driver. No package of npm.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const FIREFOX = process.env.JUMA_FIREFOX ?? "/usr/bin/firefox-esr";
const WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver";
const MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const XVFB = "/usr/bin/Xvfb";

/** How long a browser may take for anything, in milliseconds. */
const PATIENCE = 30_000;

/** The member that names an element in WebDriver's answers. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A synthetic camera, yes to every question, Chinese, and nothing of the network that a page did not ask for. */
const PREFERENCES = {
  "marionette.port": 0,
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "dom.storageManager.prompt.testing": true,
  "dom.storageManager.prompt.testing.allow": true,
  "intl.accept_languages": "zh-CN, zh",
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "datareporting.healthreport.uploadEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.safebrowsing.update.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "browser.aboutConfig.showWarning": false,
};

export const hasFirefox = existsSync(FIREFOX);
export const hasWebKit = [WEBKIT_DRIVER, MINI_BROWSER, XVFB].every((file) => existsSync(file));

/** Looks again until there is something, or the patience is over. */
async function until(look, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waiting for ${what}`);
    await sleep(50);
  }
}

function started(program, args, options) {
  const child = spawn(program, args, { stdio: "ignore", ...options });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  // What a test that failed has left.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const end = async () => {
    process.removeListener("exit", kill);
    child.kill("SIGTERM");
    const isOver = await Promise.race([ended, sleep(5000, "late", { ref: false })]);
    if (isOver === "late") child.kill("SIGKILL");
    await ended;
  };
  return { child, end };
}

/** Opens Firefox with a profile in a folder, which it may find there from another time. */
export async function firefox(profile, preferences = {}) {
  mkdirSync(profile, { recursive: true });
  const lines = Object.entries({ ...PREFERENCES, ...preferences }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), lines.join(""));
  const port = join(profile, "MarionetteActivePort");
  rmSync(port, { force: true });
  const args = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile];
  const { end } = started(FIREFOX, args, { env: { ...process.env, HOME: profile, MOZ_HEADLESS_WIDTH: "500", MOZ_HEADLESS_HEIGHT: "900" } });
  const number = await until(() => existsSync(port) && Number(readFileSync(port, "utf8")), "Firefox");
  const talk = await marionette(number);
  const browser = new Browser("Firefox", talk.command, async () => {
    talk.close();
    await end();
  });
  const { capabilities } = await talk.command("WebDriver:NewSession", { capabilities: { alwaysMatch: { pageLoadStrategy: "normal" } } });
  browser.version = capabilities.browserVersion;
  return browser;
}

/** Marionette: each message is its length, a colon, and JSON. */
async function marionette(port) {
  const socket = connect(port, "127.0.0.1");
  let held = Buffer.alloc(0);
  let count = 0;
  const waiting = new Map();
  socket.on("data", (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (;;) {
      const colon = held.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(held.subarray(0, colon));
      if (held.length < end) return;
      const message = JSON.parse(held.subarray(colon + 1, end).toString());
      held = held.subarray(end);
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve(result);
    }
  });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.on("error", () => undefined);
  socket.on("close", () => waiting.forEach(({ reject }) => reject(new Error("the browser has gone"))));
  const command = (name, parameters = {}) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      const text = JSON.stringify([0, count, name, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  return { command, close: () => socket.destroy() };
}

/** The paths of WebDriver over HTTP for the commands that are used here. */
const PATHS = {
  "WebDriver:Navigate": () => ["POST", "url"],
  "WebDriver:ExecuteScript": () => ["POST", "execute/sync"],
  "WebDriver:ExecuteAsyncScript": () => ["POST", "execute/async"],
  "WebDriver:SetTimeouts": () => ["POST", "timeouts"],
  "WebDriver:SetWindowRect": () => ["POST", "window/rect"],
  "WebDriver:FindElement": () => ["POST", "element"],
  "WebDriver:ElementClick": ({ id }) => ["POST", `element/${id}/click`],
  "WebDriver:ElementSendKeys": ({ id }) => ["POST", `element/${id}/value`],
  "WebDriver:PerformActions": () => ["POST", "actions"],
  "WebDriver:NewWindow": () => ["POST", "window/new"],
  "WebDriver:GetWindowHandles": () => ["GET", "window/handles"],
  "WebDriver:SwitchToWindow": () => ["POST", "window"],
  "WebDriver:TakeScreenshot": () => ["GET", "screenshot"],
};

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Opens WebKitGTK's little browser. It keeps nothing from one time to the next. */
export async function webkit(folder, settings = ["--enable-mock-capture-devices=true"]) {
  mkdirSync(folder, { recursive: true });
  const xvfb = spawn(XVFB, ["-displayfd", "3", "-screen", "0", "600x1000x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  process.once("exit", () => xvfb.kill());
  const number = await new Promise((resolve) => xvfb.stdio[3].once("data", (bytes) => resolve(String(bytes).trim())));
  const port = await freePort();
  const env = { ...process.env, DISPLAY: `:${number}`, HOME: folder, XDG_RUNTIME_DIR: folder, LANG: "zh_CN.UTF-8", LANGUAGE: "zh_CN", LIBGL_ALWAYS_SOFTWARE: "1", GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
  const { end } = started(WEBKIT_DRIVER, ["-p", String(port)], { env });
  const ask = async (method, path, body) => {
    const init = { method, ...(method === "POST" ? { body: JSON.stringify(body ?? {}), headers: { "Content-Type": "application/json" } } : {}) };
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, init);
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await until(() => ask("GET", "status").catch(() => false), "WebKitWebDriver");
  const options = { binary: MINI_BROWSER, args: ["--automation", "--geometry=500x900", ...settings] };
  const session = await ask("POST", "session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } });
  const command = async (name, parameters = {}) => {
    const [method, path] = PATHS[name](parameters);
    const value = await ask(method, `session/${session.sessionId}/${path}`, parameters);
    return name === "WebDriver:GetWindowHandles" ? value : { value };
  };
  const browser = new Browser("WebKitGTK", command, async () => {
    await ask("DELETE", `session/${session.sessionId}`).catch(() => undefined);
    await end();
    xvfb.kill();
  });
  browser.version = session.capabilities.browserVersion;
  return browser;
}

/** A browser as tests use it. */
class Browser {
  version = "";

  constructor(name, command, close) {
    this.name = name;
    this.command = command;
    this.close = close;
  }

  goto(url) {
    return this.command("WebDriver:Navigate", { url });
  }

  /** Reloads as a person does: Firefox's own command for it goes past the service worker. */
  async reload() {
    await this.run(() => {
      window.isOld = true;
      setTimeout(() => location.reload());
    });
    // Between the pages there is none that could be asked.
    await this.until(() => window.isOld !== true && document.readyState === "complete");
  }

  /** Runs a function in the page, and gives what it gives, or its promise does. */
  async run(act, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve((${act})(...Array.prototype.slice.call(arguments, 0, -1))).then((value) => done([value]), (error) => done(["", String(error)]));`;
    const { value } = await this.command("WebDriver:ExecuteAsyncScript", { script, args });
    if (value.length > 1) throw new Error(value[1]);
    return value[0];
  }

  /** Waits until a function in the page gives something true. */
  async until(act, ...args) {
    // A page that is on its way answers nothing.
    return until(() => this.run(act, ...args).catch(() => false), String(act)).catch(async (error) => {
      throw new Error(`${error.message}; there is: ${await this.run(() => `${JSON.stringify(document.getElementById("verdict")?.dataset)} ${document.body.innerText.slice(0, 600)}`)}`);
    });
  }

  /** Waits for words in something that is seen. */
  words(selector, pattern) {
    const look = (selector, source) =>
      [...document.querySelectorAll(selector)].some((it) => it.getClientRects().length > 0 && new RegExp(source).test(it.innerText)) || undefined;
    return this.until(look, selector, pattern.source).catch((error) => {
      throw new Error(`${selector} ${pattern}: ${error.message}`);
    });
  }

  text(selector) {
    return this.run((selector) => document.querySelector(selector)?.innerText ?? "", selector);
  }

  async find(selector) {
    const { value } = await this.command("WebDriver:FindElement", { using: "css selector", value: selector });
    return value[ELEMENT];
  }

  async click(selector) {
    await this.until((selector) => document.querySelector(selector) !== null, selector);
    await this.command("WebDriver:ElementClick", { id: await this.find(selector) });
  }

  async fill(selector, text) {
    await this.run((selector) => void (document.querySelector(selector).value = ""), selector);
    await this.command("WebDriver:ElementSendKeys", { id: await this.find(selector), text });
  }

  choose(selector, value) {
    const pick = (selector, value) => {
      const select = document.querySelector(selector);
      select.value = value;
      select.dispatchEvent(new Event("change"));
    };
    return this.run(pick, selector, value);
  }

  /** Gives files to a field for files. */
  async files(selector, paths) {
    await this.until((selector) => document.querySelector(selector) !== null, selector);
    await this.command("WebDriver:ElementSendKeys", { id: await this.find(selector), text: paths.join("\n") });
  }

  async type(text) {
    const actions = [...text].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.command("WebDriver:PerformActions", { actions: [{ type: "key", id: "keys", actions }] });
  }

  /** What is seen, as a picture in PNG. */
  async picture(path) {
    // What was drawn last is on the screen a frame later, and WebKitGTK's picture of it another one.
    await this.run(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 200)))));
    const { value } = await this.command("WebDriver:TakeScreenshot", { full: false });
    writeFileSync(path, Buffer.from(value, "base64"));
    return path;
  }

  /** Opens another tab and goes there; gives the names of both. */
  async tab() {
    const before = await this.command("WebDriver:GetWindowHandles");
    await this.command("WebDriver:NewWindow", { type: "tab" });
    const after = await this.command("WebDriver:GetWindowHandles");
    const fresh = after.find((handle) => !before.includes(handle));
    await this.to(fresh);
    return [before[0], fresh];
  }

  to(handle) {
    return this.command("WebDriver:SwitchToWindow", { handle });
  }

  /** What Firefox has said in its console of pages at an address. */
  async said(address) {
    await this.command("Marionette:SetContext", { value: "chrome" });
    const script = `return Services.console.getMessageArray()
      .filter((it) => it instanceof Ci.nsIScriptError && it.sourceName.startsWith(arguments[0]))
      .filter((it) => !it.errorMessage.startsWith("Failed to load ‘’")) // a file of a page that was left
      .map((it) => it.errorMessage + " " + it.sourceName + ":" + it.lineNumber);`;
    const { value } = await this.command("WebDriver:ExecuteScript", { script, args: [address] });
    await this.command("Marionette:SetContext", { value: "content" });
    return value;
  }
}
