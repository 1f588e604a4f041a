module bulwark/tests/oracle/yaml

go 1.22

// The version that Kubernetes 1.34 uses.
require sigs.k8s.io/yaml v1.6.0

require go.yaml.in/yaml/v2 v2.4.2
