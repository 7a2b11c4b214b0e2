import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { app } from "../services";
import { stackFileJsonSchema } from "./json-schema";
import { configReference } from "./reference";

/** Files that are generated from the schema, by their path in the project, as they must be. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    "docs/config.md": await format(configReference(app), { parser: "markdown", printWidth: 120 }),
    "config/stack.schema.json": await format(JSON.stringify(stackFileJsonSchema(app)), {
      parser: "json",
      printWidth: 120,
    }),
  };
}

async function write(): Promise<void> {
  for (const [path, text] of Object.entries(await generatedFiles())) writeFileSync(join(__dirname, "..", path), text);
}

if (require.main === module) void write();
