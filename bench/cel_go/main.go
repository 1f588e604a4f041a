// SPDX-License-Identifier: Apache-2.0

// Command cel_go measures cel-go as the API server uses it, through its environment: for each expression the time of
// an evaluation with the program options of admission policies (cost tracking, limit, context), of one without any
// option, and of a compilation. usage: cel_go EXPRESSIONS POD
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/google/cel-go/cel"

	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

const (
	rounds = 5
	budget = 20 * time.Millisecond
)

// nanoseconds is the best of some rounds, since another program may have had the core.
func nanoseconds(run func()) float64 {
	times := 1
	best := 0.0
	for round := 0; round < rounds; {
		start := time.Now()
		for i := 0; i < times; i++ {
			run()
		}
		took := time.Since(start)
		if took < budget/4 {
			times *= 2
			continue
		}
		each := float64(took.Nanoseconds()) / float64(times)
		if round == 0 || each < best {
			best = each
		}
		round++
	}
	return best
}

func measure(env, plain *cel.Env, expression string, variables map[string]any) error {
	ast, issues := env.Compile(expression)
	if issues.Err() != nil {
		return issues.Err()
	}
	tracking, err := env.Program(ast, cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		return err
	}
	without, err := plain.Program(ast)
	if err != nil {
		return err
	}
	if _, _, err := tracking.ContextEval(context.Background(), variables); err != nil {
		return err
	}
	evaluation := nanoseconds(func() { tracking.ContextEval(context.Background(), variables) })
	bare := nanoseconds(func() { without.Eval(variables) })
	compilation := nanoseconds(func() {
		ast, _ := env.Compile(expression)
		env.Program(ast, cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	})
	fmt.Printf("%.1f %.1f %.1f\n", evaluation, bare, compilation)
	return nil
}

func run() error {
	set, err := environment.MustBaseEnvSet(version.MajorMinor(1, 37)).Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions:        []cel.EnvOption{cel.Variable("object", cel.DynType)},
	}, environment.StrictCostOpt)
	if err != nil {
		return err
	}
	plain, err := cel.NewEnv(cel.Variable("object", cel.DynType), cel.OptionalTypes())
	if err != nil {
		return err
	}
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		return err
	}
	var pod map[string]any
	if err := json.Unmarshal(text, &pod); err != nil {
		return err
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if err := measure(set.StoredExpressionsEnv(), plain, lines.Text(), map[string]any{"object": pod}); err != nil {
			return fmt.Errorf("%s: %w", lines.Text(), err)
		}
	}
	return lines.Err()
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: cel_go EXPRESSIONS POD")
		os.Exit(2)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
