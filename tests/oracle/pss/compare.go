// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
)

type report struct {
	Resources int `json:"resources"`
	Findings  []struct {
		Control  string `json:"control"`
		Resource struct {
			Name string `json:"name"`
		} `json:"resource"`
	} `json:"findings"`
	NotEvaluated []struct {
		What   string `json:"what"`
		Reason string `json:"reason"`
	} `json:"not_evaluated"`
}

// compare scans the pods at each level in each version and prints every verdict that differs.
func compare(bulwark, cases string, expected []expectation) error {
	different := 0
	for minor := 0; minor <= newestMinor; minor++ {
		for _, level := range []string{"baseline", "restricted"} {
			framework := fmt.Sprintf("pss-%s@v1.%d", level, minor)
			got, err := scan(bulwark, framework, cases)
			if err != nil {
				return err
			}
			if got.Resources != len(expected) || len(got.NotEvaluated) > 0 {
				return fmt.Errorf("%s: %d of %d pods read, not evaluated: %v", framework, got.Resources, len(expected), got.NotEvaluated)
			}
			failed := map[string][]string{}
			for _, finding := range got.Findings {
				failed[finding.Resource.Name] = append(failed[finding.Resource.Name], finding.Control)
			}
			for _, want := range expected {
				letters := want.Baseline
				if level == "restricted" {
					letters = want.Restricted
				}
				if (letters[minor] == 'f') != (len(failed[want.Name]) > 0) {
					different++
					fmt.Printf("%s %s: Kubernetes %c, bulwark %v\n", framework, want.Name, letters[minor], failed[want.Name])
				}
			}
		}
	}
	fmt.Printf("%d pods, 2 levels, %d versions: %d verdicts differ\n", len(expected), newestMinor+1, different)
	if different > 0 {
		return errors.New("the verdicts differ")
	}
	return nil
}

func scan(bulwark, framework, cases string) (report, error) {
	command := exec.Command(bulwark, "scan", "--framework", framework, "-o", "json", cases)
	text, err := command.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1: there are findings
		return report{}, fmt.Errorf("%s: %w", framework, err)
	}
	var out report
	if err := json.Unmarshal(text, &out); err != nil {
		return report{}, fmt.Errorf("%s: %w", framework, err)
	}
	return out, nil
}
