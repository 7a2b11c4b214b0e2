import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { ConfigMap, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import { awaitSeconds, deploymentManifest, type DeploymentSettings } from "../manifests/deployment";
import type { Identity } from "../manifests/labels";
import { allowCallers } from "../manifests/network-policies";
import { configMapManifest, secretManifest } from "../manifests/pod-config";
import type { Amounts, SecurityExceptions } from "../manifests/pod-template";
import { autoscalerManifest, disruptionBudgetManifest, type Autoscaling } from "../manifests/scaling";
import { serviceAccountManifest, serviceManifest } from "../manifests/service";

const TYPE = "outsrc:index:WebService";

/** What one microservice is in one environment. */
export interface WebServiceArgs {
  /** Name of the application, for the labels. */
  readonly app: string;
  /** Name of the environment's namespace, for the labels. */
  readonly instance: string;
  /** The namespace itself, as its object gives it, so that it exists first. */
  readonly namespace: pulumi.Input<string>;
  /** Image reference: `repository:tag`, or `repository:tag@sha256:…`. */
  readonly image: pulumi.Input<string>;
  /** Tag of the image, for the version label. */
  readonly tag: string;
  /** Why this image runs: the CHANGE-CAUSE of `kubectl rollout history`. */
  readonly changeCause: string;
  /** TCP port of the container and of the Service. */
  readonly port: number;
  /** URL paths that the kubelet asks for. */
  readonly probes: { readonly readiness: string; readonly liveness?: string };
  /** Seconds that a healthy start may take. */
  readonly startupSeconds: number;
  /** Pods. Not looked at where `autoscaling` is given. */
  readonly replicas: number;
  /**
   * Bounds of an autoscaler that owns the number of pods.
   * @default - `replicas` is fixed
   */
  readonly autoscaling?: Autoscaling;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Config files by name; no ConfigMap is made for none. */
  readonly files: Readonly<Record<string, string>>;
  /** Directory that the config files are mounted in. */
  readonly configDirectory: string;
  /** Secret environment variables; no Secret is made for none. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** CPU and memory of one pod. */
  readonly resources: { readonly requests: Amounts; readonly limits: Amounts };
  /** Exceptions from the restricted security context. */
  readonly security: SecurityExceptions;
  /**
   * When new pods were last asked for although nothing else changed: an ISO 8601 time.
   * @default - never
   */
  readonly restartedAt?: string;
  /** Services of the same namespace that call this one. */
  readonly callers: readonly string[];
  /**
   * Namespace of Kong.
   * @default - no ingress path leads to this service
   */
  readonly kongNamespace?: string;
}

/**
 * A microservice: Deployment, Service, ServiceAccount and NetworkPolicy, and where they are called for a
 * HorizontalPodAutoscaler, a PodDisruptionBudget (from 2 pods), a ConfigMap and a Secret.
 *
 * @example
 * new WebService("front", { app: "outsrc", instance: "outsrc-dev", image: "gcr.io/outsrc/outsrc-demo-front:1.1.0", … })
 */
export class WebService extends pulumi.ComponentResource {
  /** Name of the Deployment. */
  readonly deploymentName: pulumi.Output<string>;
  /** Image as deployed. */
  readonly image: pulumi.Output<string>;

  constructor(name: string, args: WebServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TYPE, name, {}, opts);
    const identity: Identity = { app: args.app, name, instance: args.instance };
    const parent = { parent: this };

    new NetworkPolicy(name, allowCallers(identity, { ...args, kongNamespace: args.kongNamespace }), parent);
    const deployment = this.declareDeployment(identity, args);
    new Service(
      name,
      // All first pods start at the same time, however many there are.
      serviceManifest(identity, { ...args, awaitSeconds: awaitSeconds({ ...args, maxReplicas: 1 }) }),
      parent,
    );
    this.declareScaling(identity, args);

    this.deploymentName = deployment.metadata.name;
    this.image = pulumi.output(args.image);
    this.registerOutputs({ deploymentName: this.deploymentName, image: this.image });
  }

  private declareConfig({ name, ...rest }: Identity, { namespace, files, configDirectory }: WebServiceArgs) {
    if (Object.keys(files).length === 0) return undefined;
    const configMap = new ConfigMap(
      `${name}-config`,
      configMapManifest({ name, ...rest }, namespace, files),
      // The previous ReplicaSet may still want it: `kubectl rollout undo` then starts pods with their own config.
      { parent: this, retainOnDelete: true },
    );
    return { name: configMap.metadata.name, directory: configDirectory };
  }

  private declareSecret(identity: Identity, { namespace, secrets }: WebServiceArgs) {
    if (Object.keys(secrets).length === 0) return undefined;
    const secret = new Secret(
      `${identity.name}-secrets`,
      secretManifest(identity, namespace, secrets),
      // As for the ConfigMap.
      { parent: this, retainOnDelete: true },
    );
    return secret.metadata.name;
  }

  private declareDeployment(identity: Identity, args: WebServiceArgs) {
    const account = new ServiceAccount(identity.name, serviceAccountManifest(identity, args.namespace), {
      parent: this,
    });
    const settings: DeploymentSettings = {
      ...args,
      // A new Deployment starts with as many pods as the autoscaler wants at least, not with one.
      replicas: args.autoscaling?.minReplicas ?? args.replicas,
      maxReplicas: maxReplicas(args),
      config: this.declareConfig(identity, args),
      secretName: this.declareSecret(identity, args),
      serviceAccountName: account.metadata.name,
    };
    return new Deployment(identity.name, deploymentManifest(identity, settings), {
      parent: this,
      // From then on the number is the autoscaler's. Leaving the field out would not do: whoever gives it up before the
      // autoscaler has written it scales down to 1 for a moment (kubernetes.io, "Transferring ownership").
      ...(args.autoscaling ? { ignoreChanges: ["spec.replicas"] } : {}),
    });
  }

  private declareScaling(identity: Identity, { namespace, autoscaling, replicas }: WebServiceArgs) {
    const parent = { parent: this };
    if (autoscaling)
      new HorizontalPodAutoscaler(identity.name, autoscalerManifest(identity, namespace, autoscaling), parent);
    if ((autoscaling?.minReplicas ?? replicas) >= 2)
      new PodDisruptionBudget(identity.name, disruptionBudgetManifest(identity, namespace), parent);
  }
}

function maxReplicas({ autoscaling, replicas }: WebServiceArgs): number {
  return autoscaling?.maxReplicas ?? replicas;
}
