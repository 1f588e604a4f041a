// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
)

type patchCase struct {
	Document json.RawMessage  `json:"document"`
	Patch    []map[string]any `json:"patch"`
	Result   json.RawMessage  `json:"result,omitempty"`
	Error    string           `json:"error,omitempty"`
	Failed   bool             `json:"test_failed,omitempty"`
}

func patchCases(random *rand.Rand, count int, out *json.Encoder) error {
	for range count {
		document, err := json.Marshal(map[string]any{"a": tree(random, 3), "b": tree(random, 3), "c~/": tree(random, 1)})
		if err != nil {
			return err
		}
		c := patchCase{Document: document, Patch: []map[string]any{}}
		places := existing("", document)
		for range 1 + random.Intn(3) {
			c.Patch = append(c.Patch, operation(random, places))
		}
		run(&c)
		if strings.HasPrefix(c.Error, "panic") {
			continue
		}
		if err := out.Encode(c); err != nil {
			return err
		}
	}
	return nil
}

// run applies the patch as the API server builds it: "from" only when there is one.
func run(c *patchCase) {
	defer func() {
		if reason := recover(); reason != nil {
			c.Error = fmt.Sprintf("panic: %v", reason)
		}
	}()
	text, err := json.Marshal(c.Patch)
	fail(err)
	patch := jsonpatch.Patch{}
	var operations []map[string]json.RawMessage
	fail(json.Unmarshal(text, &operations))
	for _, operation := range operations {
		step := jsonpatch.Operation{}
		for name, value := range operation {
			if name != "from" || string(value) != `""` {
				step[name] = &value
			}
		}
		patch = append(patch, step)
	}
	result, err := patch.Apply(c.Document)
	switch {
	case errors.Is(err, jsonpatch.ErrTestFailed):
		c.Failed = true
	case err != nil:
		c.Error = err.Error()
	default:
		c.Result = result
	}
}

func tree(random *rand.Rand, depth int) any {
	switch choice := random.Intn(8); {
	case depth > 0 && choice < 3:
		out := map[string]any{}
		for range random.Intn(4) {
			out[[]string{"a", "b", "x/y", "~"}[random.Intn(4)]] = tree(random, depth-1)
		}
		return out
	case depth > 0 && choice < 6:
		out := []any{}
		for range random.Intn(4) {
			out = append(out, tree(random, depth-1))
		}
		return out
	case choice == 6:
		return random.Intn(2) == 0
	case choice == 7:
		return "s"
	}
	return random.Intn(3)
}

func operation(random *rand.Rand, places []string) map[string]any {
	out := map[string]any{
		"op":   []string{"add", "add", "remove", "replace", "move", "copy", "test", "nope"}[weighted(random)],
		"path": place(random, places),
	}
	if out["op"] == "move" || out["op"] == "copy" {
		if random.Intn(12) > 0 {
			out["from"] = place(random, places)
		}
	} else if out["op"] != "remove" && random.Intn(15) > 0 {
		out["value"] = tree(random, 2)
	}
	return out
}

// existing are the paths of all that a document holds, in one order.
func existing(path string, document json.RawMessage) []string {
	var object map[string]json.RawMessage
	var array []json.RawMessage
	var out []string
	if json.Unmarshal(document, &object) == nil {
		for _, key := range slices.Sorted(maps.Keys(object)) {
			step := path + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
			out = append(append(out, step), existing(step, object[key])...)
		}
	} else if json.Unmarshal(document, &array) == nil {
		for i, item := range array {
			step := fmt.Sprintf("%s/%d", path, i)
			out = append(append(out, step), existing(step, item)...)
		}
	}
	return out
}

func weighted(random *rand.Rand) int {
	if random.Intn(80) == 0 {
		return 7
	}
	return random.Intn(7)
}

func place(random *rand.Rand, places []string) string {
	if random.Intn(4) > 0 {
		return places[random.Intn(len(places))]
	}
	if random.Intn(30) == 0 {
		return []string{"", "a", "a/b", "/"}[random.Intn(4)]
	}
	steps := []string{"a", "b", "c~0~1", "0", "1", "-", "-1", "x~1y", "~0", "2", "01", "+1", "~01"}
	out := "/" + steps[random.Intn(3)]
	for range random.Intn(3) {
		out += "/" + steps[[]int{0, 1, 3, 3, 4, 5, random.Intn(len(steps))}[random.Intn(7)]]
	}
	return out
}
