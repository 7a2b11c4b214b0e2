import { AppEnvironment } from "./components/app-environment";
import { describeEnvironment } from "./config/environment";
import { loadConfig } from "./config/load";
import { lookUp } from "./config/lookups";
import { declareProviders } from "./config/providers";
import { app, services } from "./services";

/**
 * Declares the environment of the current stack, and returns the stack's outputs. `pulumi up` runs it, and so does
 * `rollout`, which passes it to the engine as an inline program.
 */
function program() {
  const config = loadConfig();
  const providers = declareProviders(config);
  const environment = new AppEnvironment(app, describeEnvironment(config, services, lookUp(config, providers)), {
    providers: [providers.kubernetes, ...(providers.cloudflare ? [providers.cloudflare] : [])],
  });
  const { urls, namespace, images, deployments } = environment;
  return { urls, namespace, images, deployments };
}

export = program;
