import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { renderYaml } from "../../../offline/render";
import { declaration, TYPES } from "../../support/declaration";

const namespace = declaration(TYPES.namespace, "outsrc", {
  inputs: { apiVersion: "v1", kind: "Namespace", metadata: { name: "outsrc-dev" } },
});
const secret = declaration(TYPES.secret, "front-secrets", {
  inputs: { apiVersion: "v1", kind: "Secret", stringData: { API_TOKEN: "canary", DSN: "canary" } },
});
const record = (name: string, changes: object = {}) =>
  declaration(TYPES.record, name, {
    inputs: { name, type: "CNAME", content: "proxy.outsrc.dev", proxied: false, ttl: 1, ...changes },
  });

/** Text that a reader of YAML 1.1, such as kubectl, takes for something else unless it is quoted. */
const AMBIGUOUS = ["yes", "no", "on", "off", "y", "n", "true", "null", "~", "1", "0x1f", "0b1", "1_000", "1e3", "017"];

describe("renderYaml", () => {
  it("prints objects as one YAML stream in their order", () => {
    const service = declaration(TYPES.service, "front", {
      inputs: { kind: "Service", spec: { ports: [{ port: 1 }] } },
    });
    assert.equal(
      renderYaml([namespace, service]),
      "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: outsrc-dev\n" +
        "---\nkind: Service\nspec:\n  ports:\n    - port: 1\n",
    );
  });

  it("leaves components and providers out", () => {
    const others = [declaration(TYPES.component, "front", { custom: false }), declaration(TYPES.provider, "cluster")];
    assert.equal(renderYaml(others), "");
  });

  it("prints a Secret as a comment with its name and keys, and no value", () => {
    assert.equal(
      renderYaml([secret]),
      "---\n" +
        "# Secret front-secrets with the keys API_TOKEN, DSN is not printed.\n" +
        "# Pulumi adds random characters to its name.\n",
    );
  });

  it("prints all DNS records as one comment at the end", () => {
    assert.equal(
      renderYaml([
        record("outsrc.dev"),
        record("www.outsrc.dev", { proxied: true }),
        record("a.b", { ttl: 300 }),
        secret,
      ])
        .split("---\n")
        .at(-1),
      "# DNS records\n" +
        "#   outsrc.dev CNAME proxy.outsrc.dev (DNS only, ttl automatic)\n" +
        "#   www.outsrc.dev CNAME proxy.outsrc.dev (proxied, ttl automatic)\n" +
        "#   a.b CNAME proxy.outsrc.dev (DNS only, ttl 300)\n",
    );
  });

  it("is a stream that holds Kubernetes objects only", () => {
    const kinds = parseAllDocuments(renderYaml([record("outsrc.dev"), namespace, secret])).flatMap((document) => {
      const value: unknown = document.toJS();
      return typeof value === "object" && value !== null && "kind" in value ? [value.kind] : [];
    });
    assert.deepEqual(kinds, ["Namespace"]);
  });

  for (const value of AMBIGUOUS)
    it(`keeps the text ${value} a text to kubectl, which reads YAML 1.1`, () => {
      const text = renderYaml([declaration(TYPES.configMap, "x", { inputs: { data: { value } } })]);
      const [document] = parseAllDocuments(text, { version: "1.1" });
      assert.deepEqual(document?.toJS(), { data: { value } });
    });

  it("folds no long line, and keeps a file's line breaks", () => {
    const data = { long: "word ".repeat(60).trimEnd(), file: "a: 1\nb: 2\n" };
    const text = renderYaml([declaration(TYPES.configMap, "x", { inputs: { data } })]);
    assert.equal(text, `---\ndata:\n  long: ${data.long}\n  file: |\n    a: 1\n    b: 2\n`);
  });
});
