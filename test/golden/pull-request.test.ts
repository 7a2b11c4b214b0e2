import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commentCommand } from "../../cli/comment";
import { RolloutError } from "../../config/errors";
import type { Io } from "../../cli/io";
import { COMMENT_MARKER, MAX_COMMENT_LENGTH } from "../../cli/format-markdown-comment";
import { assertGoldenText } from "../support/golden";
import { withProgramCopy, type ProgramCopy } from "../support/program-copy";
import { runVerb } from "../support/run-verb";
import { PROJECT } from "../support/stacks";

const CANARY = "canary-b7f1";

/** Encrypted values of a stack, before and after; what they hide must not get out, nor their ciphertext. */
const secrets = (token: string) =>
  `  outsrc:secrets:\n    front:\n      API_TOKEN:\n        secure: v1:${CANARY}:${token}\n  outsrc:hosts:`;

const NEW_SERVICE = `  search: {
    port: 8080,
    callers: ["front"],
    probes: { readiness: "/ready" },
  },
`;

/** [golden file, what the pull request does] */
const pullRequests: [string, (copy: ProgramCopy) => void][] = [
  [
    "image-only",
    ({ edit }) => {
      edit("Pulumi.dev.yaml", "outsrc-demo-front:1.1.0", "outsrc-demo-front:1.2.0");
      edit("Pulumi.prod.yaml", "1.1.0@sha256:9de70233", "1.2.0@sha256:00000000");
    },
  ],
  [
    "allow-list-only",
    ({ edit }) => {
      edit("Pulumi.dev.yaml", "      - 198.51.100.17/32 # VPN\n", "      - 192.0.2.0/28 # new VPN\n");
    },
  ],
  [
    "opened-to-everyone",
    ({ edit }) => {
      const list =
        "  outsrc:ipRestriction:\n    allow:\n      - 203.0.113.0/24 # office\n      - 198.51.100.17/32 # VPN\n";
      edit("Pulumi.staging.yaml", list, "");
    },
  ],
  [
    "new-service",
    ({ edit }) => {
      edit("services.ts", "  back: {\n", `${NEW_SERVICE}  back: {\n`);
      const image = "    back: gcr.io/outsrc/outsrc-demo-back:1.1.0";
      for (const stack of ["dev", "staging", "prod"])
        edit(`Pulumi.${stack}.yaml`, image, `    search: example.com/search:0.1.0@sha256:${"5".repeat(64)}\n${image}`);
    },
  ],
  [
    "removed-service",
    ({ directory, edit }) => {
      const back = readFileSync(join(directory, "services.ts"), "utf8").match(/ {2}back: \{[^]*?\n {2}\},\n/)?.[0];
      edit("services.ts", back ?? "back", "");
      for (const stack of ["dev", "staging", "prod"]) {
        const file = `Pulumi.${stack}.yaml`;
        const text = readFileSync(join(directory, file), "utf8");
        const parts = [/ {4}back: gcr.*\n/, / {4}back:\n[^]*?(?= {2}outsrc:)/];
        for (const part of parts) edit(file, part.exec(text)?.[0] ?? "back", "");
      }
    },
  ],
  [
    "host-change",
    ({ edit }) => {
      edit("Pulumi.prod.yaml", "    - www.outsrc.dev\n", "    - shop.outsrc.dev\n");
    },
  ],
  [
    "config-and-secret",
    ({ edit, commit }) => {
      edit("Pulumi.dev.yaml", "  outsrc:hosts:", secrets("one"));
      commit("a secret");
      edit("Pulumi.dev.yaml", `${CANARY}:one`, `${CANARY}:two`);
      edit("Pulumi.dev.yaml", "        LOG_LEVEL: debug\n", "        LOG_LEVEL: '```</details>|'\n");
      edit("Pulumi.dev.yaml", "checkout: preview", "checkout: stable");
    },
  ],
  [
    "deleted-stack",
    ({ directory }) => {
      rmSync(join(directory, "Pulumi.staging.yaml"));
    },
  ],
  [
    "refused-config",
    ({ edit }) => {
      edit("Pulumi.dev.yaml", "203.0.113.0/24", "203.0.113.0");
      edit("Pulumi.staging.yaml", "replicas: 2", "replicas: 3");
    },
  ],
  [
    "nothing",
    ({ edit }) => {
      edit("Pulumi.dev.yaml", "# dev follows main.", "# dev follows the branch main.");
    },
  ],
  ["no-stack", () => undefined],
];

/** What `rollout comment` prints for an edited copy, with the name of the commit replaced. */
async function commentOf(copy: ProgramCopy): Promise<string> {
  const written: string[] = [];
  const verb = (io: Io) => commentCommand({ ...io, result: (text) => written.push(text) });
  await runVerb(verb, copy.directory, "--offline", "--base", "HEAD").catch((error: unknown) => {
    // A stack that cannot be previewed fails the run, after the comment that says why.
    if (!(error instanceof RolloutError)) throw error;
  });
  return `${written.join("\n").replaceAll(copy.git("rev-parse", "--short", "HEAD"), "abc1234")}\n`;
}

describe("the comment on a pull request", function () {
  this.timeout(60_000);

  for (const [name, change] of pullRequests)
    it(`is as it was reviewed: ${name}`, () =>
      withProgramCopy(async (copy) => {
        change(copy);
        const text = await commentOf(copy);
        assert.ok(text.startsWith(COMMENT_MARKER));
        assert.ok(!text.includes(CANARY));
        assertGoldenText(`pull-request/${name}.md`, text);
      }));

  it("is shortened where it is longer than GitHub takes: the full diffs, and says how to see them", () =>
    withProgramCopy(async (copy) => {
      const { edit, commit } = copy;
      const names = Array.from({ length: 60 }, (_, i) => `service-${i}`);
      const services = names.map((name) => `  "${name}": { port: 8080, probes: { readiness: "/ready" } },\n`);
      edit("services.ts", "  back: {\n", `${services.join("")}  back: {\n`);
      const images = names.map((name) => `    ${name}: example.com/app:1.0.0@sha256:${"0".repeat(64)}\n`);
      for (const stack of ["dev", "staging", "prod"])
        edit(`Pulumi.${stack}.yaml`, "  outsrc:images:\n", `  outsrc:images:\n${images.join("")}`);
      commit("many services");
      edit("manifests/labels.ts", '"pulumi"', '"rollout"');
      edit("Pulumi.prod.yaml", "    - www.outsrc.dev\n", "");
      const text = await commentOf(copy);
      assert.ok(text.length <= MAX_COMMENT_LENGTH && text.length > MAX_COMMENT_LENGTH - 1000, String(text.length));
      for (const stack of ["dev", "staging", "prod"]) {
        assert.match(text, new RegExp(`^## \`${stack}\`: .*\\d+ to update, `, "m"));
        const note = `^… \\d+ lines left out; see: npx rollout preview ${stack} --offline --base abc1234$`;
        assert.match(text, new RegExp(note, "m"));
      }
      assert.match(text, /^- removed `www\.outsrc\.dev`$/m);
      for (const part of [/^<details>/gm, /^```text$/gm, /^```$/gm, /^<\/details>$/gm])
        assert.equal(text.match(part)?.length, 3);
    }));

  it("holds no secret, in no golden file", () => {
    const files = readdirSync(join(PROJECT, "test/golden/pull-request")).sort();
    assert.deepEqual(files, pullRequests.map(([name]) => `${name}.md`).sort());
    for (const file of files)
      assert.ok(!readFileSync(join(PROJECT, "test/golden/pull-request", file), "utf8").includes(CANARY));
  });
});
