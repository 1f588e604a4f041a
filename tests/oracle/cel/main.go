// SPDX-License-Identifier: Apache-2.0

// Command cel says what Kubernetes' own environment makes of expressions: value or error, type and cost. It reads
// cases (one JSON object a line: {"expr", "input", "vars", "patch"}) from standard input and prints one
// answer a line. With -generate N it prints N cases made from a seeded grammar instead.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
)

// A case is one expression and what it sees. Input names a set of variables in inputs.json.
type testCase struct {
	Expr  string         `json:"expr"`
	Input string         `json:"input,omitempty"`
	Vars  map[string]any `json:"vars,omitempty"`
	// Patch: the environment of MutatingAdmissionPolicies, with Object and JSONPatch.
	Patch bool `json:"patch,omitempty"`
}

// An outcome is a value, or an error and the stage at which it arose: compile, program, run; or panic.
type outcome struct {
	Value string `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
	Stage string `json:"stage,omitempty"`
	Cost  uint64 `json:"cost"`
}

type answer struct {
	outcome
	Type string `json:"type,omitempty"`
	// Since is the oldest minor version whose environment for new expressions compiles it; 0 when all do.
	Since int `json:"since,omitempty"`
	// Or holds what came out at other times: maps are walked in random order.
	Or []outcome `json:"or,omitempty"`
}

func main() {
	inputs := flag.String("inputs", "inputs.json", "file of named sets of variables")
	count := flag.Int("generate", 0, "print so many made-up cases instead")
	seed := flag.Int64("seed", 1, "of the generator")
	since := flag.Bool("since", true, "look for the oldest version as well")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	err := error(nil)
	if *count > 0 {
		err = generate(out, rand.New(rand.NewSource(*seed)), *count)
	} else {
		err = answerAll(out, *inputs, *since)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answerAll(out *bufio.Writer, inputs string, since bool) error {
	named, err := readInputs(inputs)
	if err != nil {
		return err
	}
	oracle, err := newOracle()
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for number := 1; lines.Scan(); number++ {
		var one testCase
		if err := decode(lines.Bytes(), &one); err != nil {
			return fmt.Errorf("case %d: %w", number, err)
		}
		variables := named[one.Input]
		if one.Input != "" && variables == nil {
			return fmt.Errorf("case %d: there is no input %q", number, one.Input)
		}
		result := oracle.answer(one, variables, since)
		if err := write(out, result); err != nil {
			return err
		}
	}
	return lines.Err()
}

func readInputs(path string) (map[string]map[string]any, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var named map[string]map[string]any
	return named, decode(data, &named)
}

// decode keeps numbers as they are written: 1 and 1.0 are two things.
func decode(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// write prints one JSON object a line, as it is read by people: without escapes for HTML.
func write(out *bufio.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
