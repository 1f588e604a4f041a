// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools pins kube-bench, the program that the node audit is measured against.
package tools

import _ "github.com/aquasecurity/kube-bench/cmd"
