// SPDX-License-Identifier: Apache-2.0
// Judges CSAF documents with Secvisogram's validator library: every test that it has. Takes an array of documents on
// standard input, gives an array of what each test found in each: {test, kind, path, message}.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = join(process.argv[2], '@secvisogram', 'csaf-validator-lib')
const load = async (name) => import(pathToFileURL(join(folder, name)).href)
const { default: validateStrict } = await load('validateStrict.js')
const full = await load('full.js')
// 6.3.6 and 6.3.7 ask the network; 6.3.8 takes every name that is in no dictionary for a mistake
const apart = new Set(['informativeTest_6_3_6', 'informativeTest_6_3_7', 'informativeTest_6_3_8'])
const tests = Object.entries(full).filter(([name]) => !apart.has(name)).map(([, test]) => test)

const found = []
for (const document of JSON.parse(readFileSync(0, 'utf-8'))) {
  const { tests: results, isValid } = await validateStrict(tests, document)
  const complaints = results.flatMap(({ name, errors, warnings, infos }) =>
    Object.entries({ errors, warnings, infos }).flatMap(([kind, list]) =>
      list.map(({ instancePath, message }) => ({ test: name, kind, path: instancePath, message }))))
  found.push({ isValid, complaints })
}
process.stdout.write(JSON.stringify({ tests: tests.length, documents: found }))
