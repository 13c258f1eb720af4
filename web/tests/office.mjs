// An issuing place for the tests of the holder's page, with the commands that an office uses.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync, copyFileSync, readFileSync, rmSync } from "node:fs";
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
  identity: { level: "in-person", reference: "V-2026-0001" },
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

/** A demo that was founded some days before its moment, with a bundle of the day before in `trust`. */
export class Office {
  folder = scratch();
  home = join(this.folder, "home");
  trust = join(this.folder, "trust");

  constructor(now = NOW, days = 31) {
    this.now = now;
    // Persons were seen before there was an office.
    this.seen = moment(now - (days + 5) * 86400);
    run("juma-issuer", "init", "--home", this.home, "--region", "4403", "--at", moment(now - days * 86400));
    mkdirSync(this.trust);
    this.publish(now - 86400);
    copyFileSync(join(this.home, "root.pub"), join(this.trust, "root.pub"));
    this.record("guardian", GUARDIAN);
    this.record("child", CHILD);
  }

  /** Puts the next bundle in the place of the one that is there. */
  publish(at) {
    const bundle = join(this.trust, "bundle.jmb");
    rmSync(bundle, { force: true });
    this.run("publish", "--out", bundle, "--at", moment(at));
  }

  /** Runs a command of `juma-issuer` in this place. */
  run(command, ...args) {
    return run("juma-issuer", command, "--home", this.home, ...args);
  }

  path(name) {
    return join(this.folder, name);
  }

  record(name, record) {
    const identity = { ...record.identity, verified_at: this.seen };
    writeFileSync(this.path(`${name}.json`), JSON.stringify({ ...record, identity }));
  }

  /** Signs a record's code, for a request where one is given, and gives its text. */
  sign(record, out, request, ...more) {
    const live = request ? ["--live", "--request", request] : [];
    const file = this.path(out);
    const args = ["--home", this.home, "--record", this.path(`${record}.json`), "--out", file];
    if (!more.includes("--at")) args.push("--at", moment(this.now - 3600));
    run("juma-issuer", "sign", ...args, ...live, ...more);
    return /\.(png|pdf)$/.test(out) ? file : readFileSync(file, "utf8");
  }
}
