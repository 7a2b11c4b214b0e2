import { z } from "zod";
import type { Declaration } from "./recording-monitor";

/** A resource in a line: what it is called in every stack, and what it is in this one. */
export interface Description {
  readonly label: string;
  readonly detail: string;
}

const named = z.looseObject({ metadata: z.looseObject({ name: z.string().default("(named by Pulumi)") }) });

const deployment = z.looseObject({
  spec: z.looseObject({
    replicas: z.number(),
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }) }),
  }),
});
const autoscaler = z.looseObject({ spec: z.looseObject({ minReplicas: z.number(), maxReplicas: z.number() }) });
const ingress = z.looseObject({ spec: z.looseObject({ rules: z.array(z.looseObject({ host: z.string() })) }) });
const plugin = z.looseObject({ config: z.record(z.string(), z.unknown()) });
const configMap = z.looseObject({ data: z.record(z.string(), z.string()) });
const record = z.looseObject({ name: z.string(), content: z.string() });

const DETAILS: Readonly<Record<string, (inputs: unknown) => string>> = {
  Deployment: (inputs) => {
    const { replicas, template } = deployment.parse(inputs).spec;
    const images = template.spec.containers.map(({ image }) => image.replace(/(@sha256:.{8}).*/, "$1…"));
    return [...images.map((image) => image.slice(image.lastIndexOf("/") + 1)), podCount(replicas)].join("\n");
  },
  HorizontalPodAutoscaler: (inputs) => {
    const { minReplicas, maxReplicas } = autoscaler.parse(inputs).spec;
    return `${minReplicas} to ${maxReplicas} pods`;
  },
  Ingress: (inputs) => {
    const { rules } = ingress.parse(inputs).spec;
    return rules.map(({ host }) => `https://${host}`).join("\n");
  },
  KongPlugin: (inputs) =>
    Object.entries(plugin.parse(inputs).config)
      .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
      .join("\n"),
  ConfigMap: (inputs) => Object.keys(configMap.parse(inputs).data).join("\n"),
};

function podCount(replicas: number): string {
  return replicas === 1 ? "1 pod" : `${replicas} pods`;
}

/** Describes what an overview shows: Kubernetes objects and DNS records; nothing for components and providers. */
export function describeDeclaration({ type, name, custom, inputs, protect }: Declaration): Description | undefined {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  if (kind === "DnsRecord") {
    const { name: host, content } = record.parse(inputs);
    return { label: "DNS record", detail: `${host} → ${content}` };
  }
  if (!custom || !type.startsWith("kubernetes:")) return undefined;
  const detail = DETAILS[kind]?.(inputs) ?? named.parse(inputs).metadata.name;
  return { label: `${kind} ${name}`, detail: protect ? `${detail} (protected)` : detail };
}
