import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isWhole, seal } from "../../../sandbox/sealed-folder";

describe("a sealed folder", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sealed-"));
    writeFileSync(join(directory, "a.yaml"), "a");
    writeFileSync(join(directory, "b.yaml"), "b");
    seal(directory);
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const damages: [string, () => void][] = [
    [
      "a file is cut off",
      () => {
        writeFileSync(join(directory, "a.yaml"), "");
      },
    ],
    [
      "a file is missing",
      () => {
        rmSync(join(directory, "b.yaml"));
      },
    ],
    [
      "a file has been added",
      () => {
        writeFileSync(join(directory, "c.yaml"), "c");
      },
    ],
    [
      "it was never sealed",
      () => {
        rmSync(join(directory, "sha256"));
      },
    ],
    [
      "it is not there",
      () => {
        rmSync(directory, { recursive: true });
      },
    ],
  ];

  it("is whole as long as nothing changes", () => {
    assert.equal(isWhole(directory), true);
  });

  for (const [what, damage] of damages)
    it(`is not whole when ${what}`, () => {
      damage();
      assert.equal(isWhole(directory), false);
    });
});
