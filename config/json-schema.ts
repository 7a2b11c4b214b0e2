import { z } from "zod";
import { stackSchema } from "./schema";

/** The parts of JSON Schema that the config reference and the error messages read. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
}

const node: z.ZodType<SchemaNode> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), node).optional(),
    additionalProperties: z.union([z.boolean(), node]).optional(),
    items: node.optional(),
    examples: z.array(z.unknown()).optional(),
    enum: z.array(z.unknown()).optional(),
  }),
);

/** JSON Schema of a stack's configuration as people write it: what has a default may be left out. */
export function configJsonSchema(): SchemaNode {
  return node.parse(z.toJSONSchema(stackSchema, { io: "input", unrepresentable: "any" }));
}

const ENCRYPTED: SchemaNode = { type: "object", required: ["secure"], properties: { secure: { type: "string" } } };

/** In a stack file every secret is `{secure: ciphertext}`. */
function withCiphertext(secrets: SchemaNode | undefined): SchemaNode {
  const values: SchemaNode = { type: "object", additionalProperties: ENCRYPTED };
  return { ...secrets, properties: { "key-auth": values }, additionalProperties: values };
}

/**
 * JSON Schema of a whole stack file, for editors: keys carry the project's name, and keys of other namespaces
 * (`cloudflare:apiToken`) may stand beside them.
 */
export function stackFileJsonSchema(project: string) {
  const { properties = {}, required = [] } = configJsonSchema();
  const keys = Object.entries({ ...properties, secrets: withCiphertext(properties["secrets"]) });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Stack file of ${project}`,
    type: "object",
    required: ["config"],
    properties: {
      config: {
        type: "object",
        required: required.map((key) => `${project}:${key}`),
        properties: Object.fromEntries(keys.map(([key, value]) => [`${project}:${key}`, value])),
        // Any key of another namespace, and no unknown key of ours.
        patternProperties: { [`^(?!${project}:)[^:]+:`]: {} },
        additionalProperties: false,
      },
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
      environment: {},
    },
    additionalProperties: false,
  };
}
