"""Manifests of Kubernetes; docs/operations/kubernetes.md."""
