// SPDX-License-Identifier: Apache-2.0
// Writes the language's conformance tests, which come as JavaScript modules, as JSON: node extract.mjs <package> <folder>
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [packageFolder, outputFolder] = process.argv.slice(2);
mkdirSync(outputFolder, { recursive: true });
for (const name of ['conformance', 'parsing', 'checking', 'comprehension']) {
  const file = pathToFileURL(`${packageFolder}/dist/esm/testdata/${name}.js`);
  const { tests } = await import(file.href);
  // Whole doubles beyond 64 bits are written with a point, so that readers of integers do not refuse them.
  const json = JSON.stringify(tests).replace(/:(-?\d{19,})(?=[,}\]])/g, ':$1.0');
  writeFileSync(`${outputFolder}/${name}.json`, json);
}
