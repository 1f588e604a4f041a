// SPDX-License-Identifier: Apache-2.0

// Asks cyclonus' matcher and a bulwark binary the same questions.
package main

import (
	"flag"
	"fmt"
	"math/rand"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/generator"
	networkingv1 "k8s.io/api/networking/v1"
)

const allCases = 230

// Blocks of the cases are around the first.
var outside = []end{{address: "203.0.113.7"}, {address: "203.0.113.77"}, {address: "203.0.113.1"}, {address: "198.51.100.1"}}

func main() {
	bulwark := flag.String("bulwark", "", "the binary")
	out := flag.String("out", "", "a folder to write to")
	sets := flag.Int("sets", 60, "random sets of policies")
	seed := flag.Int64("seed", 1, "of the random sets")
	flag.Parse()
	compared := &comparison{bulwark: *bulwark, folder: *out}
	cases := generator.NewTestCaseGenerator(false, outside[0].address, spaces, nil, nil).GenerateAllTestCases()
	var policies []*networkingv1.NetworkPolicy
	for _, one := range cases {
		fail(runCase(compared, one, &policies))
	}
	fail(runSets(compared, policies, *sets, *seed))
	fmt.Printf("%d cases of cyclonus and %d random sets of %d policies: %d worlds, %d questions (%d allowed), %d differences\n",
		len(cases), *sets, len(policies), compared.worlds, compared.asked, compared.allowed, compared.different)
	if compared.different > 0 || len(cases) != allCases || compared.allowed == 0 || compared.allowed == compared.asked {
		os.Exit(1)
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runCase(compared *comparison, one *generator.TestCase, policies *[]*networkingv1.NetworkPolicy) error {
	world := newWorld()
	for number, step := range one.Steps {
		for _, action := range step.Actions {
			if action.CreatePolicy != nil {
				*policies = append(*policies, action.CreatePolicy.Policy)
			}
			if err := world.apply(action); err != nil {
				return err
			}
		}
		if err := compared.compare(fmt.Sprintf("%s, step %d", one.Description, number+1), world); err != nil {
			return err
		}
	}
	return nil
}

// Policies of several cases together, by names of their own.
func runSets(compared *comparison, policies []*networkingv1.NetworkPolicy, sets int, seed int64) error {
	random := rand.New(rand.NewSource(seed))
	for i := range sets {
		world := newWorld()
		for j := range 2 + random.Intn(5) {
			policy := policies[random.Intn(len(policies))].DeepCopy()
			policy.Name = fmt.Sprintf("p%d", j)
			world.policies = append(world.policies, policy)
		}
		if err := compared.compare(fmt.Sprintf("set %d", i), world); err != nil {
			return err
		}
	}
	return nil
}
