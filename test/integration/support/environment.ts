import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Cloudflare from "cloudflare";
import { Command } from "commander";
import { previewCommand } from "../../../cli/preview";
import { restartCommand } from "../../../cli/restart";
import { withSession } from "../../../cli/session";
import { setImageCommand } from "../../../cli/set-image";
import { statusCommand } from "../../../cli/status";
import { undoCommand } from "../../../cli/undo";
import { upCommand } from "../../../cli/up";
import { historyOf, type HistoryEntry } from "../../../rollout/revisions";
import type { Session } from "../../../rollout/session";
import { OUTSRC_ZONE, seedId } from "../../../sandbox/cloudflare/seed";
import { endVerb, type Ended } from "../../support/run-verb";
import type { Project, World } from "./world";

const VERBS = {
  preview: previewCommand,
  restart: restartCommand,
  "set-image": setImageCommand,
  status: statusCommand,
  undo: undoCommand,
  up: upCommand,
} as const;

/** The stack that every environment of a test is; each has a project folder, a namespace and a host of its own. */
export const STACK = "dev";

const CLI = join(__dirname, "../../../cli/rollout.js");
const ZONE_ID = seedId(OUTSRC_ZONE.name);

/** A CNAME as Cloudflare has it. */
export interface Cname {
  readonly id: string;
  readonly name: string;
  readonly target: string;
}

/** A `rollout` of its own process. */
export interface Spawned {
  readonly child: ChildProcess;
  /** Everything that it has printed so far. */
  output(): string;
  /** What of that are results. */
  results(): string;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Resolves once it has printed this; rejects if it ends before. */
  printed(text: string | RegExp): Promise<void>;
  /** When it had printed this, in milliseconds since the epoch; `undefined` if it never did. */
  printedAt(text: string): number | undefined;
}

/** One environment, and everything that a test does to it. */
export interface Environment {
  readonly project: Project;
  readonly namespace: string;
  readonly host: string;
  /** Path of its stack file. */
  readonly file: string;
  /** Text of its stack file. */
  text(): string;
  /** Replaces its stack file. */
  write(text: string): void;
  /** Puts one text for another in the stack file, as an editor does. */
  edit(from: string, to: string): void;
  /** Encrypts a value into the stack file, by its path below `secrets`: `front.API_TOKEN`. */
  setSecret(path: string, value: string): Promise<void>;
  /** Runs a verb in this process. */
  rollout(verb: keyof typeof VERBS, ...args: string[]): Promise<Ended>;
  /** Runs a verb in a process of its own. */
  spawn(verb: string, ...args: string[]): Spawned;
  /** Opens the stack as a verb does. */
  withSession<T>(use: (session: Session) => Promise<T>): Promise<T>;
  /** Oldest first. */
  history(): Promise<HistoryEntry[]>;
  /** CNAMEs of the hosts that end in this environment's own. */
  cnames(): Promise<Cname[]>;
  /** Leads a CNAME somewhere else behind everybody's back. */
  redirect(cname: Cname, target: string): Promise<void>;
}

function spawnRollout(directory: string, env: World["env"], args: string[]): Spawned {
  const child = spawn(process.execPath, [CLI, "-C", directory, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let results = "";
  const moments: { readonly length: number; readonly at: number }[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    results += chunk.toString();
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      moments.push({ length: output.length, at: Date.now() });
    });
  const printedAt = (text: string) => {
    const start = output.indexOf(text);
    return start < 0 ? undefined : moments.find(({ length }) => length >= start + text.length)?.at;
  };
  const ended = once(child, "exit").then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? null,
  );
  const printed = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (typeof text === "string" ? output.includes(text) : text.test(output)) resolve();
      };
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      look();
      void ended.then((how) => {
        reject(new Error(`ended with ${String(how)} before it printed ${String(text)}:\n${output}`));
      });
    });
  return { child, output: () => output, results: () => results, ended, printed, printedAt };
}

/** Makes the project folder of a new environment; nothing is deployed yet. */
export function newEnvironment(world: World, name: string): Environment {
  const project = world.project();
  const { directory } = project;
  const namespace = `outsrc-${name}`;
  const host = `${name}.${OUTSRC_ZONE.name}`;
  const file = join(directory, `Pulumi.${STACK}.yaml`);
  project.set(STACK, ["namespace"], namespace);
  project.set(STACK, ["hosts"], [host]);
  const { CLOUDFLARE_API_TOKEN: apiToken = "", CLOUDFLARE_BASE_URL: baseURL = "" } = world.env;
  const records = new Cloudflare({ apiToken, baseURL, maxRetries: 0 }).dns.records;
  // A program that runs in this process looks for the token there; other suites may have changed it.
  const prepare = () => Object.assign(process.env, world.env);
  return {
    project,
    namespace,
    host,
    file,
    text: () => readFileSync(file, "utf8"),
    write: (text) => {
      writeFileSync(file, text);
    },
    edit(from, to) {
      const text = readFileSync(file, "utf8");
      if (!text.includes(from)) throw new Error(`the stack file does not hold ${from}`);
      writeFileSync(file, text.replaceAll(from, to));
    },
    async setSecret(path, value) {
      const command = ["config", "set", "--secret", "--path", `secrets.${path}`, value, "--stack", STACK];
      const child = spawn("pulumi", command, {
        cwd: directory,
        env: { ...process.env, ...world.env },
        stdio: "ignore",
      });
      const [code] = (await once(child, "exit")) as [number | null];
      if (code !== 0) throw new Error(`secrets.${path} was not set`);
    },
    rollout(verb, ...args) {
      prepare();
      return endVerb(VERBS[verb], directory, STACK, ...args);
    },
    spawn: (verb, ...args) => spawnRollout(directory, world.env, [verb, STACK, ...args]),
    withSession: (use) => {
      prepare();
      const command = new Command().option("-C, --directory <dir>").parse(["-C", directory], { from: "user" });
      const io = { result: () => undefined, progress: () => undefined, interactive: false };
      return withSession(io, command, STACK, { yes: true }, use);
    },
    async history() {
      return historyOf(await (await project.open(STACK)).history(), "outsrc");
    },
    async cnames() {
      const found: Cname[] = [];
      for await (const record of records.list({ zone_id: ZONE_ID, type: "CNAME" }))
        if (record.name.endsWith(host)) found.push({ id: record.id, name: record.name, target: record.content ?? "" });
      return found.sort((a, b) => a.name.localeCompare(b.name));
    },
    async redirect({ id, name }, target) {
      await records.edit(id, { zone_id: ZONE_ID, type: "CNAME", name, content: target, ttl: 1 });
    },
  };
}
