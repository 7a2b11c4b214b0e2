import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ended } from "../support/run-verb";
import { newEnvironment, STACK, type Environment } from "./support/environment";
import { liveSecret } from "./support/live-environment";
import { requires } from "./support/requirements";
import { theWorld, type World } from "./support/world";

const FRONT = "gcr.io/outsrc/outsrc-demo-front";
const CANARY = "canary-9d41e7";
// What is quoted in JSON, escaped in a URL, wrapped in YAML, and trimmed by shells.
const FIRST = `${CANARY} "one" ä/?&\nline two of ${CANARY}\n`;
const SECOND = `${CANARY}-two`;
const OTHER = `${CANARY}-other`;
const FORMS = [CANARY, Buffer.from(FIRST).toString("base64"), Buffer.from(SECOND).toString("base64")];

const ciphertextOf = (text: string, name: string) => new RegExp(`${name}:\\s+secure: (\\S+)`).exec(text)?.[1];

describe("secrets in the hands of rollout", () => {
  let world: World;
  let environment: Environment;
  let printed = "";
  let scratch: string;
  let tmpdir: string | undefined;

  const run = async (...[verb, ...args]: Parameters<Environment["rollout"]>): Promise<Ended> => {
    const ended = await environment.rollout(verb, ...args);
    printed += [...ended.results, ...ended.progress, ended.error, ""].join("\n");
    return ended;
  };
  const succeed = async (...args: Parameters<typeof run>) => {
    const ended = await run(...args);
    assert.equal(ended.error, "");
    return ended;
  };
  const spawned = async (verb: string, ...args: string[]) => {
    const rollout = environment.spawn(verb, ...args);
    assert.equal(await rollout.ended, 0, rollout.output());
    printed += rollout.output();
    return rollout.output();
  };
  /** Value that the pods of front get. */
  const liveToken = () => liveSecret(world, environment.namespace, "front", "API_TOKEN");

  before(async function () {
    requires(this, "go");
    world = await theWorld();
    environment = newEnvironment(world, "rollout-secrets");
    scratch = join(environment.project.directory, "tmp");
    mkdirSync(scratch);
    tmpdir = process.env["TMPDIR"];
    process.env["TMPDIR"] = scratch;
    await environment.project.open(STACK);
    await environment.setSecret("front.API_TOKEN", FIRST);
    await environment.setSecret("back.DB_PASSWORD", OTHER);
    await succeed("up", "--yes", "-m", "with a token");
    await environment.setSecret("front.API_TOKEN", SECOND);
  });

  after(() => {
    if (tmpdir === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = tmpdir;
  });

  it("are not shown when they are about to change", async () => {
    await succeed("preview");
    await succeed("preview", "--json");
    await succeed("up", "--dry-run");
    const { results } = await succeed("up", "--yes", "--json", "-m", "a new token");
    assert.match(results[0] ?? "", /"outcome": "done"/);
    assert.equal(await liveToken(), SECOND);
  });

  it("go back with an undo, which leaves the ciphertext of every other secret as it is", async () => {
    const before = environment.text();
    await succeed("undo", "--to-revision", "1", "--dry-run", "--json");
    assert.equal(environment.text(), before);
    await succeed("undo", "--to-revision", "1", "--yes", "--json");
    assert.equal(await liveToken(), FIRST);
    const text = environment.text();
    assert.equal(ciphertextOf(text, "DB_PASSWORD"), ciphertextOf(before, "DB_PASSWORD"));
    assert.notEqual(ciphertextOf(text, "API_TOKEN"), ciphertextOf(before, "API_TOKEN"));
    const unciphered = (lines: string) => lines.replace(/(API_TOKEN:\s+secure:) \S+/, "$1");
    assert.equal(unciphered(text), unciphered(before));
    assert.deepEqual((await succeed("up", "--yes")).results, ["nothing to do: dev runs revision 3"]);
  });

  it("are not overwritten by an undo where they were never deployed, unless that is asked for", async () => {
    await environment.setSecret("front.API_TOKEN", `${CANARY}-three`);
    const typed = environment.text();
    const { code, error } = await run("undo", "--to-revision", "2", "--yes");
    assert.deepEqual(
      [code, error],
      [
        1,
        "Pulumi.dev.yaml holds edits that were never deployed: secrets.front.API_TOKEN; deploy them with rollout up, take " +
          "them back, or add --force to overwrite them (a copy is kept)",
      ],
    );
    const copies = () => readdirSync(environment.project.directory).filter((name) => name.includes("before-undo"));
    await succeed("undo", "--to-revision", "2", "--force", "--dry-run");
    assert.deepEqual([environment.text(), copies()], [typed, []]);
    writeFileSync(`${environment.file}.before-undo`, "an earlier copy\n");
    await succeed("undo", "--to-revision", "2", "--force", "--yes");
    assert.equal(await liveToken(), SECOND);
    assert.equal(readFileSync(`${environment.file}.before-undo`, "utf8"), "an earlier copy\n");
    assert.equal(readFileSync(`${environment.file}.before-undo-2`, "utf8"), typed);
  });

  it("are not in what is said and kept of a failure", async () => {
    const { code, error } = await run("set-image", `front=${FRONT}:1.2.0-missing`, "--yes", "-m", "bad");
    assert.equal(code, 1);
    assert.match(error, /evidence: /);
    assert.equal((await run("set-image", `front=${FRONT}:1.3.0-missing`, "--yes", "--json", "--no-undo")).code, 1);
    assert.equal((await run("status")).code, 1);
    assert.equal((await run("status", "--json")).code, 1);
    await succeed("undo", "--yes");
  });

  it("are not in the message about a mistake beside them", async () => {
    environment.edit("outsrc:secrets:", "outsrc:secretss:");
    const rollout = environment.spawn("up", "--yes");
    assert.equal(await rollout.ended, 2);
    printed += rollout.output();
    assert.equal(
      rollout.output(),
      "Pulumi.dev.yaml has 1 problem, so nothing was declared:\n" +
        '  secretss: holds a secret, got "[secret]"; write it under secrets.<service>\n',
    );
    environment.edit("outsrc:secretss:", "outsrc:secrets:");
  });

  it("are compared by the history's verbs, and not shown", async () => {
    await spawned("history");
    await spawned("history", "--json");
    await spawned("history", "--revision", "1");
    assert.match(await spawned("diff", "1", "2"), /^ {2}secrets\.front\.API_TOKEN: changed$/m);
    await spawned("diff", "1", "2", "--json");
  });

  it("stand in no output, in no file of the project or its state, and in no file left behind", () => {
    assert.deepEqual(
      FORMS.filter((form) => printed.includes(form)),
      [],
    );
    assert.match(printed, /secrets/);
    const files = readdirSync(environment.project.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((file) => join(file.parentPath, file.name));
    assert.equal(
      files.some((file) => file.endsWith("evidence.json")),
      true,
    );
    const holding = files.filter((file) => FORMS.some((form) => readFileSync(file, "utf8").includes(form)));
    assert.deepEqual(holding, []);
    assert.deepEqual(
      readdirSync(scratch).filter((name) => name.startsWith("outsrc-")),
      [],
    );
  });
});
