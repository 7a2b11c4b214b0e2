import { version } from "@pulumi/kubernetes/package.json";
import { servePlugin } from "../protocol/plugin-server";
import { KubernetesProvider } from "./provider";

// The engine compares it with what the program's SDK asks for.
servePlugin(new KubernetesProvider(version));
