import assert from "node:assert/strict";
import { gkeKubeconfig } from "../../../config/kubeconfig";
import { at } from "../../support/fields";

const byAddress = { endpoint: "203.0.113.9", caCertificate: "Q0E=", dnsEndpoint: undefined };
const byName = { ...byAddress, dnsEndpoint: "gke-1.us-central1.gke.goog" };

const clusterOf = (kubeconfig: string): unknown => at(JSON.parse(kubeconfig), "clusters", 0, "cluster");

describe("gkeKubeconfig", () => {
  it("asks gke-gcloud-auth-plugin for a token at every use, and holds none (TRAP 13)", () => {
    const kubeconfig = gkeKubeconfig("prod", byAddress);
    assert.deepEqual(at(JSON.parse(kubeconfig), "users"), [
      {
        name: "prod",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "gke-gcloud-auth-plugin",
            installHint: "Install it with: gcloud components install gke-gcloud-auth-plugin",
            provideClusterInfo: true,
          },
        },
      },
    ]);
    assert.doesNotMatch(kubeconfig, /token/i);
  });

  it("trusts the cluster's own authority at its address", () => {
    assert.deepEqual(clusterOf(gkeKubeconfig("prod", byAddress)), {
      server: "https://203.0.113.9",
      "certificate-authority-data": "Q0E=",
    });
  });

  it("trusts the public certificate of a DNS endpoint, which no authority of the cluster has signed (TRAP 13)", () => {
    assert.deepEqual(clusterOf(gkeKubeconfig("prod", byName)), { server: "https://gke-1.us-central1.gke.goog" });
  });

  it("has one context, which is the current one and joins the cluster with the user", () => {
    const kubeconfig: unknown = JSON.parse(gkeKubeconfig("prod", byAddress));
    assert.equal(at(kubeconfig, "current-context"), "prod");
    assert.deepEqual(at(kubeconfig, "contexts"), [{ name: "prod", context: { cluster: "prod", user: "prod" } }]);
  });
});
