import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { LocalWorkspace, type EngineEvent, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { separateConnections } from "../../../rollout/engine-connections";

/** What the engine said that it does, by logical name: the operation and the places that differ. Unchanged ones are left out. */
export type Operations = Readonly<Record<string, string>>;

/** How an engine operation went. */
export interface EngineRun {
  readonly operations: Operations;
  readonly failed: boolean;
  /** Logical names of the resources that failed. */
  readonly failures: readonly string[];
  /** What the engine printed, for people who look into a failure. */
  readonly output: string;
}

const QUIET = new Set(["same", "read", "read-replacement", "refresh"]);

/** The object is written by then, and waited for. */
const INTERRUPT_AFTER_MS = 4000;

// One process drives hundreds of engines here.
separateConnections();

function inline(declare: () => void): PulumiFn {
  return () => {
    declare();
    return Promise.resolve();
  };
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Operations as the engine plans them, with the places that differ. */
export function operationsOf(events: readonly EngineEvent[]): Operations {
  const found = new Map<string, string>();
  for (const { resourcePreEvent } of events) {
    const metadata = resourcePreEvent?.metadata;
    if (metadata === undefined || /pulumi:pulumi:Stack|pulumi:providers/.test(metadata.type)) continue;
    if (QUIET.has(metadata.op)) continue;
    const places = Object.entries(metadata.detailedDiff ?? {}).map(([path, { diffKind }]) => `${path} ${diffKind}`);
    const text = [metadata.op, ...places.sort()].join(", ");
    const name = nameOf(metadata.urn);
    // A replacement is three operations on one resource.
    const before = found.get(name);
    if (!before?.includes(text)) found.set(name, before === undefined ? text : `${before}; ${text}`);
  }
  return Object.fromEntries([...found].sort(([one], [other]) => one.localeCompare(other)));
}

/** What every operation of a stack is given. */
interface CommonOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly onOutput: (text: string) => void;
  readonly signal: AbortSignal;
}

type Operation = (common: CommonOptions, abort: () => void) => Promise<unknown>;

/** A stack of its own, whose plugins come from given folders. */
export class StackRun {
  private constructor(private readonly stack: Stack) {}

  static async open(
    directory: string,
    pluginFolders: readonly string[],
    env: Record<string, string> = {},
  ): Promise<StackRun> {
    const state = join(directory, "state");
    mkdirSync(state, { recursive: true });
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "test", projectName: "conformance", program: () => Promise.resolve() },
      {
        workDir: directory,
        projectSettings: { name: "conformance", runtime: "nodejs", backend: { url: `file://${state}` } },
        envVars: {
          PATH: [...pluginFolders, process.env["PATH"] ?? ""].join(delimiter),
          PULUMI_CONFIG_PASSPHRASE: "conformance",
          PULUMI_HOME: join(directory, "home"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          ...env,
        },
      },
    );
    return new StackRun(stack);
  }

  preview(declare: () => void, options: { refresh?: boolean } = {}): Promise<EngineRun> {
    return this.run((common) => this.stack.preview({ program: inline(declare), ...common, ...options }));
  }

  up(declare: () => void, options: { refresh?: boolean; interrupt?: boolean } = {}): Promise<EngineRun> {
    const { interrupt, ...rest } = options;
    return this.run(({ onEvent, ...common }, abort) => {
      const watch = (event: EngineEvent) => {
        onEvent(event);
        const op = event.resourcePreEvent?.metadata.op ?? "same";
        if (interrupt && !QUIET.has(op)) setTimeout(abort, INTERRUPT_AFTER_MS).unref();
      };
      return this.stack.up({ program: inline(declare), onEvent: watch, ...common, ...rest });
    });
  }

  destroy(options: { refresh?: boolean } = {}): Promise<EngineRun> {
    return this.run((common) => this.stack.destroy({ ...common, ...options }));
  }

  private async run(operation: Operation): Promise<EngineRun> {
    const events: EngineEvent[] = [];
    let output = "";
    const ending = new AbortController();
    const abort = () => {
      ending.abort();
    };
    const common = {
      onEvent: (event: EngineEvent) => void events.push(event),
      onOutput: (text: string) => {
        output += text;
      },
      signal: ending.signal,
    };
    const failed = await operation(common, abort).then(
      () => false,
      (error: unknown) => {
        output += String(error);
        return true;
      },
    );
    const failures = events.flatMap(({ resOpFailedEvent }) =>
      resOpFailedEvent ? [nameOf(resOpFailedEvent.metadata.urn)] : [],
    );
    return { operations: operationsOf(events), failed, failures: failures.sort(), output };
  }
}
