// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"

	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/common"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
	"k8s.io/apiserver/pkg/cel/mutation"
)

const (
	oldestMinor = 25
	newestMinor = 37
)

// oracle holds the environments of one release of the API server: what runs, with and without the types of
// mutations, and what each compatibility version lets be written.
type oracle struct {
	plain, patching *cel.Env
	written         map[int]*cel.Env
}

func newOracle() (*oracle, error) {
	plain, err := extended(newestMinor, false)
	if err != nil {
		return nil, err
	}
	patching, err := extended(newestMinor, true)
	if err != nil {
		return nil, err
	}
	out := &oracle{plain.StoredExpressionsEnv(), patching.StoredExpressionsEnv(), map[int]*cel.Env{}}
	for minor := oldestMinor; minor <= newestMinor; minor++ {
		set, err := extended(uint(minor), true)
		if err != nil {
			return nil, err
		}
		out.written[minor] = set.NewExpressionsEnv()
	}
	return out, nil
}

// extended adds what the admission plugin adds: variables, and for mutations the types that they construct.
func extended(minor uint, patch bool) (*environment.EnvSet, error) {
	variables := []cel.EnvOption{
		cel.Variable("object", cel.DynType),
		cel.Variable("oldObject", cel.DynType),
		cel.Variable("params", cel.DynType),
		cel.Variable("request", cel.DynType),
	}
	// The language's own checker refuses a type that it has not been told of.
	if minor >= 27 {
		variables = append(variables, cel.Variable("authorizer", library.AuthorizerType))
	}
	always := version.MajorMinor(1, 0)
	options := []environment.VersionedOptions{{IntroducedVersion: always, EnvOptions: variables}, environment.StrictCostOpt}
	if patch {
		options = append(options, environment.VersionedOptions{IntroducedVersion: always, EnvOptions: []cel.EnvOption{
			common.ResolverEnvOption(&mutation.DynamicTypeResolver{}),
			environment.UnversionedLib(library.JSONPatch),
		}})
	}
	return baseEnvironment(minor).Extend(options...)
}

func (o *oracle) answer(one testCase, named map[string]any, since bool) answer {
	env := o.plain
	if one.Patch {
		env = o.patching
	}
	out := run(env, one, named)
	if since && (out.Value != "" || out.Stage == "run") {
		out.Since = o.since(one.Expr)
	}
	return out
}

// since looks from the newest version backwards: what a version has, all later ones have too.
func (o *oracle) since(expr string) int {
	for minor := newestMinor; minor >= oldestMinor; minor-- {
		if _, issues := o.written[minor].Compile(expr); issues != nil && issues.Err() != nil {
			return minor + 1
		}
	}
	return 0
}

// Maps are walked in random order: a case is run often enough to see whether that shows, and then so often that all
// orders of a small map come up.
const (
	fewRuns  = 60
	manyRuns = 600
	costly   = 100_000 // not worth it
)

// run answers one case. The library's own validators and functions panic on some of them: that is no answer.
func run(env *cel.Env, one testCase, named map[string]any) (out answer) {
	defer func() {
		if reason := recover(); reason != nil {
			out = answer{outcome: outcome{Stage: "panic", Error: fmt.Sprint(reason)}}
		}
	}()
	ast, issues := env.Compile(one.Expr)
	if issues != nil && issues.Err() != nil {
		return answer{outcome: outcome{Stage: "compile", Error: firstLine(issues.Err().Error())}}
	}
	program, err := env.Program(ast, cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		return answer{outcome: outcome{Stage: "program", Error: err.Error()}}
	}
	outcomes := map[string]outcome{}
	for i := 0; i < fewRuns || (len(outcomes) > 1 && i < manyRuns); i++ {
		result := evaluate(program, one, named)
		outcomes[fmt.Sprint(result)] = result
		if result.Cost > costly {
			break
		}
	}
	out = answer{Type: ast.OutputType().String()}
	keys := slices.Sorted(maps.Keys(outcomes))
	out.outcome = outcomes[keys[0]]
	for _, key := range keys[1:] {
		out.Or = append(out.Or, outcomes[key])
	}
	return out
}

func evaluate(program cel.Program, one testCase, named map[string]any) outcome {
	variables := map[string]any{"object": nil, "oldObject": nil, "params": nil, "request": nil, "authorizer": newAuthorizer()}
	for _, set := range []map[string]any{named, one.Vars} {
		for name, value := range set {
			variables[name] = native(value)
		}
	}
	value, details, err := program.ContextEval(context.Background(), variables)
	out := outcome{}
	if details != nil && details.ActualCost() != nil {
		out.Cost = *details.ActualCost()
	}
	if err != nil {
		out.Stage, out.Error = "run", err.Error()
	} else {
		out.Value = canonical(value)
	}
	return out
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
