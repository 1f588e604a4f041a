// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"

	"github.com/google/cel-go/common/types/ref"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/cel/library"
)

// newAuthorizer is asked by expressions: it allows what reads, denies what is deleted with a reason, fails on
// "impersonate" and has no opinion otherwise. The test of the C++ side has the same one.
func newAuthorizer() ref.Val {
	return library.NewAuthorizerVal(&user.DefaultInfo{Name: "jane", Groups: []string{"developers"}}, decider{})
}

type decider struct{}

func (decider) Authorize(_ context.Context, attributes authorizer.Attributes) (authorizer.Decision, string, error) {
	switch attributes.GetVerb() {
	case "get", "list", "watch":
		return authorizer.DecisionAllow, "", nil
	case "delete":
		return authorizer.DecisionDeny, "nobody deletes", nil
	case "impersonate":
		return authorizer.DecisionNoOpinion, "", errors.New("the authorizer is away")
	}
	return authorizer.DecisionNoOpinion, "no rule", nil
}
