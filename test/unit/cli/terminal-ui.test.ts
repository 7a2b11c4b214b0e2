import assert from "node:assert/strict";
import { terminalUi } from "../../../cli/terminal-ui";
import { RolloutError } from "../../../config/errors";

/** A terminal's user interface whose lines on stderr are kept, which is no terminal. */
function withoutTerminal(yes = false) {
  const lines: string[] = [];
  const io = { result: () => undefined, progress: (line: string) => lines.push(line), interactive: false };
  return { ui: terminalUi(io, yes), lines };
}

describe("the progress of a rollout", () => {
  it("is a line for each service that has moved, where stderr is no terminal", () => {
    const { ui, lines } = withoutTerminal();
    ui.live(["back 1/1 ready", "front 0/1 ready"]);
    ui.live(["back 1/1 ready", "front 0/1 ready"]);
    ui.live(["back 1/1 ready", "front 1/1 ready"]);
    ui.live([]);
    assert.deepEqual(lines, ["  back 1/1 ready", "  front 0/1 ready", "  front 1/1 ready"]);
  });
});

describe("the question before an update", () => {
  const isTTY = Object.getOwnPropertyDescriptor(process.stdin, "isTTY");

  beforeEach(() => Object.defineProperty(process.stdin, "isTTY", { value: false, configurable: true }));

  afterEach(() => {
    if (isTTY) Object.defineProperty(process.stdin, "isTTY", isTTY);
    else Reflect.deleteProperty(process.stdin, "isTTY");
  });

  it("is a usage error where nobody is there to answer", async () => {
    await assert.rejects(withoutTerminal().ui.confirm("Update dev?"), (error) => {
      assert.ok(error instanceof RolloutError);
      assert.deepEqual([error.message, error.exitCode], ["Update dev? nobody is there to answer; add --yes", 2]);
      return true;
    });
  });

  it("is answered by --yes", async () => {
    assert.equal(await withoutTerminal(true).ui.confirm("Update dev?"), true);
  });
});
