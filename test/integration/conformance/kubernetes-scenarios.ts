import * as objects from "./objects";
import type { Kit, Scenario } from "./scenario";

const WEB = [["deployment", "web"]] as const;
const CONFIG = [["configMap", "config"]] as const;
const IMAGE = "spec.template.spec.containers[0].image";
const IMAGE_CHANGES = { "the-deployment": `update, ${IMAGE} update` };

function environment(image: string, allow: readonly string[], password = "one") {
  return (kit: Kit) => {
    const namespace = objects.namespaceObject(kit);
    const inside = { ...kit, options: { ...kit.options, dependsOn: [namespace] } };
    objects.configMap(inside, "config", { data: { a: "1" } });
    objects.secret(inside, { password });
    objects.kongPlugin(inside, allow);
    objects.deployment(inside, { image });
    objects.service(inside);
    objects.ingress(inside);
  };
}

const created = (...names: string[]) => Object.fromEntries(names.map((name) => [`the-${name}`, "create"]));
const imageOf = (image: string) => ({ spec: { template: { spec: { containers: [{ name: "web", image }] } } } });

const life: Scenario = {
  title: "an environment from its creation to its end",
  inNamespace: false,
  steps: [
    {
      title: "creates everything",
      program: environment("web:1", ["192.0.2.0/24"]),
      preview: created("config", "deployment", "ingress", "namespace", "plugin", "secret", "service"),
      live: [...WEB, ...CONFIG, ["service", "web"], ["ingress", "web"], ["kongPlugin", "allow"]],
    },
    { title: "has nothing to do", preview: {}, refresh: true },
    { title: "rolls out an image", program: environment("web:2", ["192.0.2.0/24"]), preview: IMAGE_CHANGES, live: WEB },
    {
      title: "changes a custom resource",
      program: environment("web:2", ["192.0.2.0/24", "198.51.100.7/32"]),
      preview: { "the-plugin": "update, config.allow[1] add" },
      live: [["kongPlugin", "allow"]],
    },
    {
      title: "replaces a Secret whose content changes",
      program: environment("web:2", ["192.0.2.0/24", "198.51.100.7/32"], "two"),
      preview: {
        "the-secret":
          "create-replacement, data.password update-replace; replace, data.password update-replace; delete-replaced",
      },
    },
    { title: "deletes everything", run: "destroy" },
  ],
};

const retained = (name: string, a: string) => (kit: Kit) => {
  objects.configMap(kit, name, { data: { a }, immutable: true }, { retainOnDelete: true });
};

const retention: Scenario = {
  title: "an immutable ConfigMap that is retained",
  inNamespace: true,
  steps: [
    {
      title: "creates the first",
      program: retained("config-1", "1"),
      preview: created("config"),
      live: [["configMap", "config-1"]],
    },
    {
      title: "creates the second and keeps the first",
      program: retained("config-2", "2"),
      live: [
        ["configMap", "config-1"],
        ["configMap", "config-2"],
      ],
    },
    { title: "rejects the first again without upsert", program: retained("config-1", "1"), fails: true },
    {
      title: "takes the first back with upsert",
      program: retained("config-1", "1"),
      upsert: true,
      live: [
        ["configMap", "config-1"],
        ["configMap", "config-2"],
      ],
    },
    { title: "has nothing to do", upsert: true, refresh: true, preview: {} },
  ],
};

const configMap = (a: string) => (kit: Kit) => {
  objects.configMap(kit, "config", { data: { a } });
};
const foreign = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "config" }, data: { a: "1" } };

const conflicts: Scenario = {
  title: "an object that is there already",
  inNamespace: true,
  steps: [
    {
      title: "rejects it without upsert",
      outside: (outside) => outside.create("configMap", foreign),
      program: configMap("1"),
      preview: created("config"),
      fails: true,
    },
    { title: "rejects other content with upsert", program: configMap("2"), upsert: true, fails: true, live: CONFIG },
    { title: "takes it over with upsert", program: configMap("1"), upsert: true, live: CONFIG },
    { title: "replaces it, since its data cannot change", program: configMap("3"), upsert: true, live: CONFIG },
    {
      title: "creates it again once it is gone",
      outside: (outside) => outside.delete("configMap", "config"),
      upsert: true,
      refresh: true,
      preview: { "the-config": "create" },
      live: CONFIG,
    },
    {
      title: "deletes what is gone already",
      outside: (outside) => outside.delete("configMap", "config"),
      run: "destroy",
    },
  ],
};

const web =
  (image: string, annotations = {}, more: Partial<objects.WebOptions> = {}) =>
  (kit: Kit) => {
    objects.deployment(kit, { image, annotations, ...more });
  };
const FORCE = { "pulumi.com/patchForce": "true" };

const drift: Scenario = {
  title: "an object that others change",
  inNamespace: true,
  steps: [
    { title: "creates it", program: web("web:1") },
    {
      title: "does not see the change without a refresh",
      outside: (outside) => outside.edit("deployment", "web", imageOf("web:9"), "kubectl-set"),
      preview: {},
      live: WEB,
    },
    { title: "repairs what kubectl has changed", refresh: true, live: WEB },
    {
      title: "rejects fields of another manager",
      outside: (outside) => outside.edit("deployment", "web", imageOf("web:8"), "intruder"),
      refresh: true,
      preview: "fails",
      fails: true,
      live: WEB,
    },
    { title: "takes them back by force", program: web("web:1", FORCE), refresh: true, live: WEB },
    { title: "has nothing to do", refresh: true, preview: {} },
  ],
};

const TIMEOUT = { "pulumi.com/timeoutSeconds": "6" };

const failure: Scenario = {
  title: "a rollout that does not end",
  inNamespace: true,
  steps: [
    { title: "fails to create in time", program: web("web:1", TIMEOUT, { nowhere: true }), fails: true, live: WEB },
    {
      title: "tries again",
      program: web("web:1", TIMEOUT),
      preview: { "the-deployment": "update, spec.template.spec.nodeSelector delete" },
      live: WEB,
    },
    { title: "fails to update in time", program: web("web:2", TIMEOUT, { nowhere: true }), fails: true, live: WEB },
    { title: "goes back", program: web("web:1", TIMEOUT), refresh: true, live: WEB },
    { title: "has nothing to do", refresh: true, preview: {} },
  ],
};

const interruption: Scenario = {
  title: "a rollout that is interrupted",
  inNamespace: true,
  steps: [
    { title: "creates it", program: web("web:1") },
    {
      title: "is interrupted while it waits",
      program: web("web:2", {}, { nowhere: true }),
      interrupt: true,
      fails: true,
      live: WEB,
    },
    { title: "does not see what was left without a refresh", program: web("web:1"), preview: {}, live: WEB },
    { title: "goes back with a refresh", refresh: true, preview: IMAGE_CHANGES, live: WEB },
    { title: "has nothing to do", refresh: true, preview: {} },
  ],
};

const IGNORED = { options: { ignoreChanges: ["spec.replicas"] } };

const scaling: Scenario = {
  title: "replicas that an autoscaler owns",
  inNamespace: true,
  steps: [
    { title: "creates it", program: web("web:1", {}, IGNORED) },
    {
      title: "leaves the replicas alone",
      outside: (outside) => outside.edit("deployment", "web", { spec: { replicas: 3 } }, "autoscaler"),
      program: web("web:2", {}, IGNORED),
      refresh: true,
      preview: IMAGE_CHANGES,
      live: WEB,
    },
    { title: "has nothing to do", refresh: true, preview: {} },
  ],
};

const adoption: Scenario = {
  title: "an import",
  inNamespace: true,
  steps: [
    {
      title: "takes over an object as it is",
      outside: (outside) => outside.create("configMap", foreign),
      program: (kit) => {
        objects.configMap(kit, "config", { data: { a: "1" } }, { import: `${kit.namespace}/config` });
      },
      preview: { "the-config": "import" },
      live: CONFIG,
    },
    { title: "has nothing to do", program: configMap("1"), refresh: true, preview: {} },
    { title: "deletes it", run: "destroy" },
  ],
};

export const scenarios: readonly Scenario[] = [
  life,
  retention,
  conflicts,
  drift,
  failure,
  interruption,
  scaling,
  adoption,
];
