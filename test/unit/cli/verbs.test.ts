import assert from "node:assert/strict";
import { overviewCommand } from "../../../cli/overview";
import { renderCommand } from "../../../cli/render";
import { renderYaml } from "../../../offline/render";
import { runProgram } from "../../../offline/run-program";
import { at } from "../../support/fields";
import { runVerb } from "../../support/run-verb";
import { PROJECT, STACKS } from "../../support/stacks";

describe("rollout render", () => {
  for (const stack of STACKS)
    it(`prints ${stack} once, and the same every time`, async () => {
      const { results, progress } = await runVerb(renderCommand, PROJECT, stack);
      assert.deepEqual(results, [renderYaml((await runProgram(PROJECT, stack)).declarations).trimEnd()]);
      assert.deepEqual(progress, []);
    });

  it("rejects a stack that there is not", async () => {
    await assert.rejects(runVerb(renderCommand, PROJECT, "porod"), {
      name: "ConfigError",
      message: 'there is no stack file Pulumi.porod.yaml; did you mean "prod"?',
    });
  });
});

describe("rollout overview", () => {
  it("shows every stack in a column of its own, and ends with what to type next", async () => {
    const [text = ""] = (await runVerb(overviewCommand, PROJECT)).results;
    assert.match(text.split("\n")[1] ?? "", /│ +│ dev +│ staging +│ prod +│/);
    assert.match(text, /│ Namespace outsrc +│ outsrc-dev +│ outsrc-staging +│ outsrc \(protected\) +│/);
    assert.match(text, /deploy it; see README\.md for what that needs$/);
  });

  it("says what a stack does not have", async () => {
    const [text = ""] = (await runVerb(overviewCommand, PROJECT)).results;
    assert.match(text, /│ PodDisruptionBudget front +│ – +│ front +│ front +│/);
  });

  it("prints JSON by resource and stack", async () => {
    const [text = ""] = (await runVerb(overviewCommand, PROJECT, "--json")).results;
    const overview: unknown = JSON.parse(text);
    assert.deepEqual(at(overview, "Ingress outsrc"), {
      dev: "https://dev.outsrc.dev",
      staging: "https://staging.outsrc.dev",
      prod: "https://outsrc.dev\nhttps://www.outsrc.dev",
    });
    assert.deepEqual(at(overview, "DNS record"), {
      dev: "dev.outsrc.dev → proxy.outsrc.dev",
      staging: "staging.outsrc.dev → proxy.outsrc.dev",
      prod: "outsrc.dev → proxy-prod.outsrc.dev\nwww.outsrc.dev → proxy-prod.outsrc.dev",
    });
  });
});
