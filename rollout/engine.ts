import { findCommand } from "./engine-cli";
import { EngineReads } from "./engine-reads";
import type { EngineOperations } from "./engine-operations";
import type { EngineOptions, PreviewOptions, UpOptions } from "./engine-run";
import type { StackState } from "./stack-state";
import type { Step } from "./steps";
import type { Update } from "./update";

/** One stack in the hands of the Pulumi engine. */
export interface Engine {
  /** Every update of the stack, the newest first. With `withSecrets`, config values are decrypted. */
  history(options?: { withSecrets?: boolean }): Promise<readonly Update[]>;
  /** What the engine remembers of the stack. */
  state(): Promise<StackState>;
  /**
   * Puts an edited state in place of the one that is there: for repairs.
   * @param edit - gets the state as parsed and as exported; `undefined` leaves it as it is
   */
  repair(edit: (state: StackState, deployment: unknown) => Promise<unknown>): Promise<void>;
  /**
   * Loads what previews and updates need, which takes a while: for when something else is waited for.
   * @throws RolloutError if there is no CLI
   */
  load(): Promise<void>;
  /** What an update would do. With `configFile`, as if the stack file were that one. */
  preview(options?: PreviewOptions): Promise<readonly Step[]>;
  /**
   * Updates the stack. `message` is kept in its history; its first line is the change cause.
   * @throws Overtaken if the update is planned, and somebody else's came first
   */
  up(message?: string, options?: UpOptions): Promise<readonly Step[]>;
  /** Reads everything that the state names from the cluster and from Cloudflare. */
  refresh(): Promise<void>;
  /** Deletes everything that the stack holds; with `excludeProtected`, everything that is not protected. */
  destroy(options?: { excludeProtected?: boolean }): Promise<readonly Step[]>;
  /** Config values of the stack file, decrypted, by full key: strings as they are, everything else as JSON. */
  decrypted(): Promise<Readonly<Record<string, string>>>;
  /** Encrypts values for the stack file, by path below a key: `outsrc:secrets.front.API_TOKEN`. */
  encrypt(values: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
}

class PulumiEngine extends EngineReads implements Engine {
  private opened?: Promise<EngineOperations>;

  constructor(private readonly operated: EngineOptions) {
    super(operated);
  }

  open({ create }: { readonly create: boolean }): Promise<EngineOperations> {
    this.opened ??= this.openOperations(create);
    return this.opened;
  }

  private async openOperations(create: boolean): Promise<EngineOperations> {
    const { stack, command } = this.operated;
    const [found, { openOperations }] = await Promise.all([
      command ?? findCommand(stack),
      // The Automation API takes as long to load as the CLI takes to read, and many verbs only read.
      import("./engine-operations.js"),
    ]);
    return openOperations({ ...this.operated, command: found }, create);
  }

  private operations(): Promise<EngineOperations> {
    return this.open({ create: false });
  }

  async load() {
    await this.operations();
  }

  async repair(edit: (state: StackState, deployment: unknown) => Promise<unknown>) {
    await (await this.operations()).repair(edit);
  }

  async preview(options?: PreviewOptions) {
    return (await this.operations()).preview(options);
  }

  async up(message?: string, options?: UpOptions) {
    return (await this.operations()).up(message, options);
  }

  async refresh() {
    await (await this.operations()).refresh();
  }

  async destroy(options?: { excludeProtected?: boolean }) {
    return (await this.operations()).destroy(options);
  }
}

/**
 * Opens a stack, and creates it in its backend if it is not there.
 * @throws RolloutError if there is no CLI or no login, or the backend cannot be reached
 */
export async function openStack(options: EngineOptions): Promise<Engine> {
  const engine = new PulumiEngine(options);
  await engine.open({ create: true });
  return engine;
}

/**
 * Opens a stack that its backend should have. That is not looked up: whatever reads the stack first throws `NeverDeployed` if
 * it is not there, and a RolloutError if there is no CLI or no login, or the backend cannot be reached.
 */
export function openDeployedStack(options: EngineOptions): Engine {
  return new PulumiEngine(options);
}
