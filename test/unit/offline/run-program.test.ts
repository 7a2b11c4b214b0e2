import assert from "node:assert/strict";
import { runProgram } from "../../../offline/run-program";
import { PROJECT } from "../../support/stacks";
import { withDirectory } from "../../support/temporary-directory";

const project = (index: string, stack = "config: {}\n") => ({
  "Pulumi.yaml": "name: outsrc\nruntime: nodejs\n",
  "Pulumi.dev.yaml": stack,
  "index.ts": index,
});

describe("runProgram", () => {
  it("needs no Cloudflare token, since it asks Cloudflare nothing", async () => {
    const token = process.env["CLOUDFLARE_API_TOKEN"];
    Reflect.deleteProperty(process.env, "CLOUDFLARE_API_TOKEN");
    try {
      const { stack, declarations } = await runProgram(PROJECT, "dev");
      assert.equal(stack, "dev");
      assert.ok(declarations.some(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord"));
    } finally {
      if (token !== undefined) process.env["CLOUDFLARE_API_TOKEN"] = token;
    }
  });

  it("runs the same stack twice to the same declarations", async () => {
    assert.deepEqual(await runProgram(PROJECT, "staging"), await runProgram(PROJECT, "staging"));
  });

  it("rejects what the program rejects, and runs again afterwards", async () => {
    const failing = project('export = () => { throw new Error("refused"); };\n');
    await assert.rejects(
      withDirectory(failing, (directory) => runProgram(directory, "dev")),
      { message: "refused" },
    );
    assert.ok((await runProgram(PROJECT, "dev")).declarations.length > 0);
  });

  it("rejects an index.ts that exports no program", async () => {
    await assert.rejects(
      withDirectory(project("export const urls = [];\n"), (directory) => runProgram(directory, "dev")),
      { message: /does not export the program$/ },
    );
  });

  it("rejects a project without a program", async () => {
    await withDirectory({ "Pulumi.yaml": "name: outsrc\n", "Pulumi.dev.yaml": "" }, async (directory) => {
      await assert.rejects(runProgram(directory, "dev"), {
        name: "ConfigError",
        message: `there is no program in ${directory}; "main" of Pulumi.yaml must name the folder of index.ts`,
      });
    });
  });

  it("shows no secret of the stack file, nor what is made of one", async () => {
    const index = `
      const pulumi = require(${JSON.stringify(require.resolve("@pulumi/pulumi"))});
      export = () => {
        const token = new pulumi.Config().requireSecret("token");
        new pulumi.CustomResource("kubernetes:core/v1:Secret", "s", { stringData: { token, text: pulumi.interpolate\`x\${token}\` } });
      };
    `;
    const { declarations } = await withDirectory(
      project(index, "config:\n  outsrc:token: {secure: v1:canary}\n"),
      (directory) => runProgram(directory, "dev"),
    );
    const [secret] = declarations.filter(({ name }) => name === "s");
    assert.match(
      JSON.stringify(secret?.inputs),
      /^\{"stringData":\{"text":"\[secret\]","token":"\[secret [0-9a-f]{8}\]"\}\}$/,
    );
  });
});
