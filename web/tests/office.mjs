// An issuing place for the tests of the holder's page, with the commands that an office uses.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NOW, scratch } from "./harness.mjs";

const COMMANDS = process.env.JUMA_COMMANDS;

/** A moment as commands take it. */
export const moment = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/** Runs a command, and gives what it printed; with `--json`, as objects. */
export function run(name, ...args) {
  const out = execFileSync(join(COMMANDS, name), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return args.includes("--json") ? out.trim().split("\n").map((line) => JSON.parse(line)) : out;
}

const GUARDIAN = {
  subject: "R-000001",
  note: "fictional",
  name: "样例甲",
  population: "migrant",
  document: { kind: "citizen", number: "11010519491231002X" },
  identity: { level: "in-person", verified_at: "2026-01-05T09:30:00+08:00", reference: "V-2026-0001" },
  region: "440305",
  address: { state: "registered", text: "样例街道示范路1号" },
};

const CHILD = {
  ...GUARDIAN,
  subject: "R-000009",
  name: "样例小乙",
  population: "outside",
  document: { kind: "passport", number: "X1234567", birth_date: "2016-06-01", sex: "female" },
  guardian: { subject: "R-000001", relation: "parent" },
  address: { state: "none" },
};

/** A demo that was founded a month ago, with a bundle of yesterday in `trust`. */
export class Office {
  folder = scratch();
  home = join(this.folder, "home");
  trust = join(this.folder, "trust");

  constructor() {
    run("juma-issuer", "init", "--home", this.home, "--region", "4403", "--at", "2026-01-10T09:00:00+08:00");
    mkdirSync(this.trust);
    run("juma-issuer", "publish", "--home", this.home, "--out", join(this.trust, "bundle.jmb"), "--at", moment(NOW - 86400));
    copyFileSync(join(this.home, "root.pub"), join(this.trust, "root.pub"));
    this.record("guardian", GUARDIAN);
    this.record("child", CHILD);
  }

  path(name) {
    return join(this.folder, name);
  }

  record(name, record) {
    writeFileSync(this.path(`${name}.json`), JSON.stringify(record));
  }

  /** Signs a record's code, for a request where one is given, and gives its text. */
  sign(record, out, request, ...more) {
    const live = request ? ["--live", "--request", request] : [];
    const file = this.path(out);
    const args = ["--home", this.home, "--record", this.path(`${record}.json`), "--out", file, "--at", moment(NOW - 3600)];
    run("juma-issuer", "sign", ...args, ...live, ...more);
    return readFileSync(file, "utf8");
  }
}
