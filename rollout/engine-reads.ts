import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { encryptValues } from "./encrypt-values";
import { explain, runCli, soundly, unreadable, type CliOptions } from "./engine-cli";
import { parseState, type StackState } from "./stack-state";
import { parseUpdates, type Update } from "./update";

// Where a backend gave less than it is asked for, the history would seem to end there, and every revision would get another
// number. A DIY backend cuts pages of any size itself. To Pulumi Cloud the CLI passes the size on; its API documents no limit
// for updates, and one of 100 for deployments.
const HISTORY_PAGE = 100;

const exported = z.looseObject({ deployment: z.unknown().optional() });
const config = z.record(z.string(), z.looseObject({ value: z.string() }));

type Values = Readonly<Record<string, string>>;

/** What can be read of a stack by running the CLI: nothing of the SDK's is loaded for it. */
export class EngineReads {
  private wasRead = false;
  /** The stack file that was decrypted last. */
  private decryptedFile?: { readonly text: string; readonly values: Promise<Values> };

  constructor(private readonly options: CliOptions) {}

  /** One that cannot be read at first is the user's to put right. Later that is a failure like any other. */
  private async read(...args: readonly string[]): Promise<unknown> {
    const { wasRead, options } = this;
    const run = () => runCli(options, [...args, "--stack", options.stack]);
    const text = await soundly(options, run).catch((error: unknown) => {
      if (wasRead) throw explain(error);
      return unreadable(options.stack)(error);
    });
    this.wasRead = true;
    return JSON.parse(text);
  }

  async history({ withSecrets = false }: { withSecrets?: boolean } = {}): Promise<readonly Update[]> {
    const command = ["stack", "history", "--json", ...(withSecrets ? ["--show-secrets"] : [])];
    const updates: Update[] = [];
    for (let page = 1; ; page++) {
      const found = parseUpdates(await this.read(...command, "--page-size", `${HISTORY_PAGE}`, "--page", `${page}`));
      updates.push(...found);
      if (found.length < HISTORY_PAGE) return updates;
    }
  }

  async state(): Promise<StackState> {
    return parseState(exported.parse(await this.read("stack", "export")).deployment);
  }

  async decrypted(): Promise<Values> {
    const { directory, stack } = this.options;
    const text = await readFile(join(directory, `Pulumi.${stack}.yaml`), "utf8");
    // Several parts of one verb ask, and each answer takes a run of the CLI.
    if (this.decryptedFile?.text !== text) {
      const values = this.read("config", "--show-secrets", "--json").then((read) =>
        Object.fromEntries(Object.entries(config.parse(read)).map(([key, { value }]) => [key, value])),
      );
      this.decryptedFile = { text, values };
    }
    return this.decryptedFile.values;
  }

  async encrypt(values: Values): Promise<Values> {
    const { directory, stack, env = {}, command } = this.options;
    return encryptValues({ directory, stack, cli: command?.command ?? "pulumi", env }, values);
  }
}
