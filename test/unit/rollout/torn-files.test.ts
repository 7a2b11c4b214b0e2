import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { backendFolder, removeTornFiles, withWholeFiles } from "../../../rollout/torn-files";
import { withDirectory } from "../../support/temporary-directory";

/** [URL of a backend, its folder for a project in /project] */
const backends: [string, string | undefined][] = [
  ["file:///state", "/state"],
  ["file:///state?no_tmp_dir=true", "/state"],
  ["file://./state", "/project/state"],
  ["file://~", homedir()],
  ["file://~/state", join(homedir(), "state")],
  ["s3://state?region=eu-west-1", undefined],
  ["https://app.pulumi.com/ada", undefined],
];

const UNREADABLE = "failed to load checkpoint: unexpected end of JSON input";

/** Runs an operation that fails at first; how often it ran, and how it ended. */
async function tried(files: Readonly<Record<string, string>>, isSuspect: boolean, complaint = UNREADABLE) {
  return withDirectory(files, async (directory) => {
    let runs = 0;
    const operation = () => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error(complaint)) : Promise.resolve("read");
    };
    const backend = { directory, url: () => Promise.resolve("file://.") };
    const answer = await withWholeFiles(backend, () => isSuspect, operation).catch((error: unknown) => String(error));
    return { runs, answer };
  });
}

const TORN = { ".pulumi/stacks/outsrc/dev.json.attrs": "" };
const FAILED = { runs: 1, answer: `Error: ${UNREADABLE}` };

describe("files that an engine was killed over", () => {
  for (const [url, folder] of backends)
    it(`are looked for in ${folder ?? "no folder"} if the backend is ${url}`, () => {
      assert.equal(backendFolder(url, "/project"), folder);
    });

  it("are removed if they are empty, and nothing else is", () =>
    withDirectory(
      {
        ".pulumi/stacks/outsrc/dev.json": "{}",
        ".pulumi/stacks/outsrc/dev.json.attrs": "",
        ".pulumi/stacks/outsrc/prod.json": "",
        ".pulumi/stacks/outsrc/prod.json.attrs": "{}",
        ".pulumi/locks/organization/outsrc/dev/1b.json.18eb.tmp": "",
        ".pulumi/locks/organization/outsrc/dev/2c.json.18ec.tmp": '{"pid":12}',
        ".pulumi/history/outsrc/dev/dev-1.history.json": "{}",
        ".pulumi/history/outsrc/dev/dev-1.history.json.18ed.tmp": "",
      },
      async (directory) => {
        assert.equal(await removeTornFiles(directory), 2);
        const left = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        assert.deepEqual(left.map(({ name }) => name).sort(), [
          "2c.json.18ec.tmp",
          "dev-1.history.json",
          "dev-1.history.json.18ed.tmp",
          "dev.json",
          "prod.json",
          "prod.json.attrs",
        ]);
        assert.equal(await removeTornFiles(directory), 0);
      },
    ));

  it("are why an operation that failed is run once more", async () => {
    assert.deepEqual(await tried(TORN, true), { runs: 2, answer: "read" });
  });

  it("are not looked for where the failure has another cause", async () => {
    assert.deepEqual(await tried(TORN, false), FAILED);
  });

  it("are whole again by the time an operation is run once more, if an engine at work was just writing them", async () => {
    const complaint = "code: 255\n stderr: error: failed to load checkpoint: EOF\n\n";
    assert.deepEqual(await tried({ ".pulumi/meta.yaml": "version: 1" }, true, complaint), { runs: 2, answer: "read" });
  });

  it("leave the failure as it is where there are none, or no folder", async () => {
    assert.deepEqual(await tried({ ".pulumi/meta.yaml": "version: 1" }, true), FAILED);
    assert.deepEqual(await tried({}, true), FAILED);
  });
});
