// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/aquasecurity/kube-bench/check"
	"gopkg.in/yaml.v2"
)

const benchmark = "cis-1.12"

// ofComponents is what controls over flags and files of components are for.
var ofComponents = regexp.MustCompile(`^bulwark\.dev/v1/(kube\w+|etcds|cloudcontrollermanagers)$`)

// controlsByNumber reads which control has which number, of components' sections.
func controlsByNumber(folder string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "cluster", "*.yaml"))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var control struct {
			ID         string
			For        any
			Frameworks map[string]any
		}
		if err := yaml.Unmarshal(text, &control); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		number, one := control.Frameworks[benchmark].(string)
		if one && ofComponents.MatchString(fmt.Sprint(control.For)) {
			out[number] = control.ID
		}
	}
	return out, nil
}

// askBulwark gives the numbers that are not met, by the name of the pod.
func askBulwark(program, folder string, numbers map[string]string) (map[string]verdicts, error) {
	arguments := []string{"scan", "-o", "json", folder}
	for _, id := range numbers {
		arguments = append(arguments, "--control", id)
	}
	command := exec.Command(program, arguments...)
	command.Dir = folder
	said, err := command.Output()
	if command.ProcessState == nil || command.ProcessState.ExitCode() > 1 {
		return nil, fmt.Errorf("%s: %w", program, err)
	}
	var report struct {
		Findings []struct {
			Resource   struct{ Name string }
			Frameworks map[string][]string
		}
	}
	if err := json.Unmarshal(said, &report); err != nil {
		return nil, err
	}
	out := map[string]verdicts{}
	for _, finding := range report.Findings {
		if out[finding.Resource.Name] == nil {
			out[finding.Resource.Name] = verdicts{}
		}
		for _, number := range finding.Frameworks[benchmark] {
			out[finding.Resource.Name][number] = true
		}
	}
	return out, nil
}

// bench is kube-bench, with the list of processes that it greps replaced by a file.
type bench struct {
	texts    map[string]string
	ps, file string
}

var listing = regexp.MustCompile(`/bin/ps (-ef \| (/bin/)?grep \$\w+ \| (/bin/)?grep -v grep|-fC \$\w+)`)

func newBench(folder, work string) (*bench, error) {
	out := &bench{map[string]string{}, filepath.Join(work, "processes"), filepath.Join(work, "kubelet")}
	for _, one := range components {
		text, err := os.ReadFile(filepath.Join(folder, one.file))
		if err != nil {
			return nil, err
		}
		replaced := listing.ReplaceAllString(string(text), "cat "+out.ps)
		replaced = strings.ReplaceAll(replaced, "/bin/cat $kubeletconf", "cat "+out.file)
		out.texts[one.file] = strings.ReplaceAll(replaced, "$proxykubeconfig", "/nowhere")
	}
	return out, nil
}

func (b *bench) ask(one process) (verdicts, error) {
	words := one.flags
	if one.ofFile {
		file, err := one.configuration()
		if err != nil {
			return nil, err
		}
		words = nil
		if err := os.WriteFile(b.file, file, 0o600); err != nil {
			return nil, err
		}
	}
	line := "root 1 0 0 10:00 ? 00:00:00 " + one.program + " " + strings.Join(words, " ") + "\n"
	if err := os.WriteFile(b.ps, []byte(line), 0o600); err != nil {
		return nil, err
	}
	kind := map[string]check.NodeType{"master.yaml": check.MASTER, "etcd.yaml": check.ETCD, "node.yaml": check.NODE}[one.file]
	controls, err := check.NewControls(kind, []byte(b.texts[one.file]), "")
	if err != nil {
		return nil, err
	}
	inSection := func(group *check.Group, test *check.Check) bool {
		return group.ID == one.section && strings.HasPrefix(test.Audit, "cat ")
	}
	controls.RunChecks(check.NewRunner(), inSection, nil)
	out := verdicts{}
	for _, group := range controls.Groups {
		for _, test := range group.Checks {
			if test.Type != check.MANUAL {
				out[test.ID] = test.State == check.PASS
			}
		}
	}
	return out, nil
}
