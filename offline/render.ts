import { stringify } from "yaml";
import type { Declaration } from "./recording-monitor";

const isKubernetes = ({ custom, type }: Declaration) => custom && type.startsWith("kubernetes:");
const isSecret = ({ type }: Declaration) => type === "kubernetes:core/v1:Secret";
const isDnsRecord = ({ type }: Declaration) => type === "cloudflare:index/dnsRecord:DnsRecord";

function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join("");
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function secretComment({ name, inputs }: Declaration): string {
  return comment([
    `Secret ${name} with the keys ${keysOf(inputs["stringData"]).join(", ")} is not printed.`,
    "Pulumi adds random characters to its name.",
  ]);
}

function recordComment({ inputs: { name, type, content, proxied, ttl } }: Declaration): string {
  const via = proxied === true ? "proxied" : "DNS only";
  return `${String(name)} ${String(type)} ${String(content)} (${via}, ttl ${ttl === 1 ? "automatic" : String(ttl)})`;
}

/**
 * Every Kubernetes object of a stack as one YAML stream that `kubectl apply` takes, in the order in which they are made.
 * DNS records and Secrets are comments: the first are no Kubernetes objects, and a Secret's values are nobody's business.
 */
export function renderYaml(declarations: readonly Declaration[]): string {
  const records = declarations.filter(isDnsRecord);
  const documents = declarations
    .filter(isKubernetes)
    .map((declaration) =>
      isSecret(declaration)
        ? secretComment(declaration)
        : stringify(declaration.inputs, { lineWidth: 0, version: "1.1" }),
    );
  const dns = records.length > 0 ? comment(["DNS records", ...records.map((r) => `  ${recordComment(r)}`)]) : "";
  return [...documents, ...(dns ? [dns] : [])].map((document) => `---\n${document}`).join("");
}
