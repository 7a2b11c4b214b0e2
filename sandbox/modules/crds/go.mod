module outsrc/sandbox/crds

go 1.26

// Only the YAML files of these modules are read; nothing of them is compiled.
require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/kong/kubernetes-configuration/v2 v2.0.0-alpha.1
	sigs.k8s.io/kwok v0.8.0
)
