/** Labels by key. */
export type Labels = Record<string, string>;

/** Which object of which environment this is. Both parts end up in immutable selectors, so neither may ever change. */
export interface Identity {
  /** Name of the application: `outsrc`. */
  readonly app: string;
  /** Name of the service, or of the application for objects that serve all of it. */
  readonly name: string;
  /** Name of the environment's namespace, which tells the environments of one cluster apart. */
  readonly instance: string;
}

/** Labels that select a service's pods. */
export function selectorLabels({ name, instance }: Identity): Labels {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance };
}

/** The recommended labels of Kubernetes, without the version: that one changes, and belongs to the Deployment alone. */
export function recommendedLabels(identity: Identity): Labels {
  return {
    ...selectorLabels(identity),
    "app.kubernetes.io/part-of": identity.app,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** A tag as a label value: 63 characters of letters, digits, dots, hyphens and underscores, alphanumeric at both ends. */
export function versionLabel(tag: string): Labels {
  const value = tag
    .replaceAll(/[^A-Za-z0-9._-]/g, "-")
    .slice(0, 63)
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return value === "" ? {} : { "app.kubernetes.io/version": value };
}
