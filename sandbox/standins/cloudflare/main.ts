import { version } from "@pulumi/cloudflare/package.json";
import { servePlugin } from "../protocol/plugin-server";
import { CloudflareProvider } from "./provider";

// The engine compares it with what the program's SDK asks for.
servePlugin(new CloudflareProvider(version));
