import assert from "node:assert/strict";
import { CommandError, type PulumiCommand } from "@pulumi/pulumi/automation";
import { EXIT } from "../../../config/errors";
import { openDeployedStack, openStack, type Engine } from "../../../rollout/engine";
import { EngineReads } from "../../../rollout/engine-reads";
import { withDirectory } from "../../support/temporary-directory";

const FILES = { "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n", "Pulumi.dev.yaml": "config: {}\n" };

/** A CLI that answers like this. */
function cliThat(answer: (args: readonly string[]) => unknown): PulumiCommand {
  return {
    command: "pulumi",
    version: { toString: () => "3.259.0" },
    run: async (args: readonly string[]) => ({ stdout: JSON.stringify(await answer(args)), stderr: "" }),
  } as unknown as PulumiCommand;
}

/** Lets a stack be operated on with a CLI that answers like this. */
async function withCli<T>(
  answer: (args: readonly string[]) => unknown,
  operate: (engine: Engine) => Promise<T>,
): Promise<T> {
  return withDirectory(FILES, async (directory) =>
    operate(await openStack({ directory, stack: "dev", program: () => ({}), command: cliThat(answer) })),
  );
}

/** What the CLI was asked for by an operation, as `stack history`: the words before the first flag, and `flag` if it is there. */
async function commandsOf(flag: string, operate: (engine: Engine) => Promise<unknown>): Promise<string[]> {
  const commands: string[] = [];
  const answer = (args: readonly string[]) => {
    const words = args.slice(
      0,
      args.findIndex((arg) => arg.startsWith("-")),
    );
    commands.push([...words, ...args.filter((arg) => arg === flag)].join(" "));
    return words.includes("history") ? [] : {};
  };
  return withCli(answer, async (engine) => {
    // What an open stack is looked for by.
    assert.deepEqual(commands.splice(0), ["stack"]);
    await operate(engine);
    return commands;
  });
}

/** Reads the history of a stack that was updated this many times; the messages, and how often the CLI ran for it. */
async function historyOf(count: number) {
  const updates = Array.from({ length: count }, (_, index) => ({
    kind: "update",
    result: "succeeded",
    startTime: new Date(index).toISOString(),
    message: String(count - index),
  }));
  let calls = 0;
  const answer = (args: readonly string[]) => {
    if (!args.includes("history")) return {};
    calls++;
    const valueOf = (flag: string) => Number(args[args.indexOf(flag) + 1]);
    const [size, page] = [valueOf("--page-size"), valueOf("--page")];
    return updates.slice((page - 1) * size, page * size);
  };
  const history = await withCli(answer, (engine) => engine.history());
  return { messages: history.map(({ message }) => message), calls };
}

describe("the engine", () => {
  it("leaves the stack that is selected for plain pulumi alone", async () => {
    assert.deepEqual(await commandsOf("select", () => Promise.resolve()), []);
  });

  it("runs the CLI once to update a stack, and decrypts no secret", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.up("why")), ["up"]);
  });

  it("does not start an update that is called off while the CLI is about to be started", async () => {
    const stopper = new AbortController();
    const commands = await commandsOf("--yes", async (engine) => {
      await engine.load();
      const update = engine.up("why", { signal: stopper.signal });
      queueMicrotask(() => {
        stopper.abort();
      });
      await assert.rejects(update, { name: "AbortError" });
      await engine.refresh();
    });
    assert.deepEqual(commands, ["refresh --yes"]);
  });

  it("reads a long history whole, newest first, in pages of 100", async () => {
    const { messages, calls } = await historyOf(250);
    assert.deepEqual(
      messages,
      Array.from({ length: 250 }, (_, index) => String(250 - index)),
    );
    assert.equal(calls, 3);
  });

  it("runs the CLI once for a history of less than a page, and once more for one that ends with its page", async () => {
    assert.equal((await historyOf(99)).calls, 1);
    assert.equal((await historyOf(100)).calls, 2);
  });

  it("decrypts the history where it is told to, and only there", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.history()), ["stack history"]);
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.history({ withSecrets: true })), [
      "stack history --show-secrets",
    ]);
  });

  it("reads and repairs the state as it is encrypted", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.state()), ["stack export"]);
    const repair = (engine: Engine) => engine.repair((_, deployment) => Promise.resolve(deployment ?? {}));
    assert.deepEqual(await commandsOf("--show-secrets", repair), ["stack export", "stack import"]);
  });

  it("says in the CLI's words why it cannot be read", async () => {
    const answer = (args: readonly string[]) => {
      if (args.includes("--show-name")) return {};
      throw Object.assign(Object.create(CommandError.prototype) as Error, {
        message: "code: 255\n stdout: \n stderr: Command failed\nerror: the bucket does not answer\n",
      });
    };
    const failures = await withCli(answer, (engine) => Promise.allSettled([engine.history(), engine.state()]));
    assert.deepEqual(
      failures.map((failure) => failure.status === "rejected" && String(failure.reason)),
      Array.from({ length: 2 }, () => "RolloutError: cannot open dev: the bucket does not answer"),
    );
  });

  it("tells a backend that stops to answer from one that never did", async () => {
    let isUp = true;
    const answer = (args: readonly string[]) => {
      if (isUp) return args.includes("history") ? [] : {};
      throw Object.assign(Object.create(CommandError.prototype) as Error, {
        message: "code: 255\n stdout: \n stderr: Command failed\nerror: the bucket does not answer\n",
      });
    };
    await withCli(answer, async (engine) => {
      await engine.history();
      isUp = false;
      await assert.rejects(engine.history(), { message: "error: the bucket does not answer", exitCode: EXIT.failed });
    });
  });

  it("does not look up a stack that should be there before it reads it", async () => {
    const commands: string[] = [];
    const command = cliThat((args) => {
      commands.push(args.join(" "));
      return {};
    });
    const engine = openDeployedStack({ directory: ".", stack: "dev", program: () => ({}), command });
    await engine.state();
    assert.deepEqual(commands, ["stack export --stack dev"]);
  });

  it("has begun to read when it is asked to, so that this process may do something else meanwhile", async () => {
    let isRunning = false;
    const command = cliThat(() => {
      isRunning = true;
      return {};
    });
    const state = new EngineReads({ directory: ".", stack: "dev", command }).state();
    assert.equal(isRunning, true);
    await state;
  });

  it("runs the CLI once to refresh a stack, and decrypts no secret", async () => {
    assert.deepEqual(await commandsOf("--show-secrets", (engine) => engine.refresh()), ["refresh"]);
  });
});
