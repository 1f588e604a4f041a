// SPDX-License-Identifier: Apache-2.0

//go:build kubernetes134

package main

import (
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

// baseEnvironment is the one that API servers of this release extend for admission policies; it was told then
// whether the costs of extensions count.
func baseEnvironment(minor uint) *environment.EnvSet {
	return environment.MustBaseEnvSet(version.MajorMinor(1, minor), true)
}
