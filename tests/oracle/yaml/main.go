// SPDX-License-Identifier: Apache-2.0

// The oracle for formats/yaml: reads documents with the library that Kubernetes itself uses and says what it made
// of them. Input: documents, each preceded by its length as a little-endian uint32. Output: for each one a status
// byte ('=' JSON, '!' error, '?' Go itself may give more than one answer) and a text, preceded by its length likewise.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"

	goyaml "go.yaml.in/yaml/v2"
	"sigs.k8s.io/yaml"
)

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		document, err := next(in)
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		status, text := answer(document)
		out.WriteByte(status)
		binary.Write(out, binary.LittleEndian, uint32(len(text)))
		out.Write(text)
	}
}

func next(in io.Reader) ([]byte, error) {
	var length uint32
	if err := binary.Read(in, binary.LittleEndian, &length); err != nil {
		return nil, err
	}
	document := make([]byte, length)
	_, err := io.ReadFull(in, document)
	return document, err
}

// Maps are converted in random order: where two keys become one, the answer is a matter of luck.
func answer(document []byte) (byte, []byte) {
	var value any
	if goyaml.Unmarshal(document, &value) == nil && collides(value) {
		return '?', nil
	}
	return convert(document)
}

func collides(value any) bool {
	switch v := value.(type) {
	case map[any]any:
		seen := map[string]bool{}
		for key, child := range v {
			name := keyText(key)
			if seen[name] || collides(child) {
				return true
			}
			seen[name] = true
		}
	case []any:
		for _, child := range v {
			if collides(child) {
				return true
			}
		}
	}
	return false
}

func keyText(key any) string {
	number, isFloat := key.(float64)
	if !isFloat {
		return fmt.Sprint(key)
	}
	text := strconv.FormatFloat(number, 'g', -1, 32)
	switch {
	case math.IsInf(float64(float32(number)), 1):
		return ".inf"
	case math.IsInf(float64(float32(number)), -1):
		return "-.inf"
	case math.IsNaN(number):
		return ".nan"
	}
	return text
}

func convert(document []byte) (byte, []byte) {
	text, err := yaml.YAMLToJSON(document)
	if err != nil {
		return '!', []byte(err.Error())
	}
	text, err = plainNumbers(text)
	if err != nil {
		return '!', []byte(err.Error())
	}
	return '=', text
}

// Numbers as Kubernetes understands them: integers of 64 bits, all others floats, written with an exponent.
func plainNumbers(text []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(convertNumbers(value))
}

func convertNumbers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, child := range v {
			v[key] = convertNumbers(child)
		}
	case []any:
		for i, child := range v {
			v[i] = convertNumbers(child)
		}
	case json.Number:
		if i, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return i
		}
		if u, err := strconv.ParseUint(v.String(), 10, 64); err == nil {
			return u
		}
		f, _ := v.Float64()
		return json.RawMessage(strconv.FormatFloat(f, 'e', -1, 64))
	}
	return value
}
