// SPDX-License-Identifier: Apache-2.0

// Command kube_bench starts components with random flags on paper, and compares what Bulwark's controls say of them
// with what kube-bench's own checks say, number by number of the CIS benchmark.
package main

import (
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
)

// verdicts by number of the benchmark: whether the check is met.
type verdicts map[string]bool

func run() error {
	bulwark := flag.String("bulwark", "bulwark", "the program")
	controls := flag.String("controls", "", "the folder of its controls")
	checks := flag.String("checks", "", "kube-bench's folder of one benchmark")
	out := flag.String("out", "", "an empty folder for manifests")
	sets := flag.Int("sets", 60, "how many random sets of flags of each component")
	seed := flag.Int64("seed", 1, "of the random flags")
	flag.Parse()

	numbers, err := controlsByNumber(*controls)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewSource(*seed))
	processes := map[string]process{}
	for i := range *sets {
		for _, one := range components {
			name := fmt.Sprintf("%s-%d", one.program, i)
			if one.ofFile {
				name = fmt.Sprintf("kubelet-config-%d", i)
			}
			processes[name] = process{one, randomFlags(random, one)}
		}
	}
	if err := writeObjects(filepath.Join(*out, "objects.ndjson"), processes); err != nil {
		return err
	}
	ours, err := askBulwark(*bulwark, *out, numbers)
	if err != nil {
		return err
	}
	theirs, err := newBench(*checks, *out)
	if err != nil {
		return err
	}
	return compare(processes, numbers, ours, theirs)
}

func compare(processes map[string]process, numbers map[string]string, ours map[string]verdicts, theirs *bench) error {
	names := make([]string, 0, len(processes))
	for name := range processes {
		names = append(names, name)
	}
	sort.Strings(names)
	asked, differ, wrong := 0, map[string]int{}, 0
	met := 0
	for _, name := range names {
		one := processes[name]
		expected, err := theirs.ask(one)
		if err != nil {
			return err
		}
		for number, isMet := range expected {
			if _, known := numbers[number]; !known {
				continue
			}
			asked++
			if isMet {
				met++
			}
			got := !ours[name][number] // ours has those that are not met
			if got == isMet {
				continue
			}
			if why := explained(number, one.flags, got); why != "" {
				differ[number+": "+why]++
				continue
			}
			wrong++
			fmt.Printf("%s %v: kube-bench says %v, bulwark %v\n", number, one.flags, isMet, got)
		}
	}
	fmt.Printf("%d verdicts, %d of them met, %d differ without a reason\n", asked, met, wrong)
	for _, why := range sorted(differ) {
		fmt.Printf("%5d differ: %s\n", differ[why], why)
	}
	if wrong > 0 || met < asked/5 || met > asked*4/5 {
		return fmt.Errorf("the two do not agree, or too little was asked")
	}
	return nil
}

func sorted(counts map[string]int) []string {
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "kube_bench:", err)
		os.Exit(1)
	}
}
