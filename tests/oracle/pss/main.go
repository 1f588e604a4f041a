// SPDX-License-Identifier: Apache-2.0

// Command pss compares Bulwark's Pod Security verdicts with Kubernetes' own evaluator: it makes pods from a seed,
// asks k8s.io/pod-security-admission about each at both levels in every version, and writes both down, or asks a
// bulwark binary and reports every difference.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

const newestMinor = 37

// expectation holds, for one pod, a letter for each minor version: p where Kubernetes admits it, f where it refuses.
type expectation struct {
	Name       string `json:"name"`
	Baseline   string `json:"baseline"`
	Restricted string `json:"restricted"`
}

func main() {
	seed := flag.Int64("seed", 1, "of the generator")
	count := flag.Int("count", 3000, "how many pods")
	out := flag.String("out", ".", "folder for cases.ndjson and expected.ndjson")
	bulwark := flag.String("bulwark", "", "binary to compare with; none: only write the files")
	flag.Parse()
	cases, expected, err := write(*out, *seed, *count)
	if err == nil && *bulwark != "" {
		err = compare(*bulwark, cases, expected)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write makes the pods and Kubernetes' verdicts, one to a line in each file.
func write(folder string, seed int64, count int) (string, []expectation, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return "", nil, err
	}
	path := filepath.Join(folder, "cases.ndjson")
	cases, err := os.Create(path)
	if err != nil {
		return "", nil, err
	}
	defer cases.Close()
	verdicts, err := os.Create(filepath.Join(folder, "expected.ndjson"))
	if err != nil {
		return "", nil, err
	}
	defer verdicts.Close()
	casesTo, verdictsTo := bufio.NewWriter(cases), bufio.NewWriter(verdicts)
	random := rand.New(rand.NewSource(seed))
	var all []expectation
	for i := 0; i < count; i++ {
		pod := makePod(random, fmt.Sprintf("case-%06d", i))
		line, err := json.Marshal(pod)
		if err != nil {
			return "", nil, err
		}
		want, err := judge(evaluator, line)
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", line, err)
		}
		all = append(all, want)
		verdict, err := json.Marshal(want)
		if err != nil {
			return "", nil, err
		}
		casesTo.Write(append(line, '\n'))
		verdictsTo.Write(append(verdict, '\n'))
	}
	if err := casesTo.Flush(); err != nil {
		return "", nil, err
	}
	return path, all, verdictsTo.Flush()
}

// judge reads the pod as the API server does and asks the evaluator.
func judge(evaluator policy.Evaluator, line []byte) (expectation, error) {
	var pod corev1.Pod
	if err := json.Unmarshal(line, &pod); err != nil {
		return expectation{}, err
	}
	for i := range pod.Spec.Volumes { // the API server's default for a volume without a source
		if pod.Spec.Volumes[i].VolumeSource == (corev1.VolumeSource{}) {
			pod.Spec.Volumes[i].EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
	letters := func(level api.Level) string {
		text := make([]byte, newestMinor+1)
		for minor := range text {
			version := api.LevelVersion{Level: level, Version: api.MajorMinorVersion(1, minor)}
			text[minor] = 'p'
			for _, result := range evaluator.EvaluatePod(version, &pod.ObjectMeta, &pod.Spec) {
				if !result.Allowed {
					text[minor] = 'f'
				}
			}
		}
		return string(text)
	}
	return expectation{pod.Name, letters(api.LevelBaseline), letters(api.LevelRestricted)}, nil
}
