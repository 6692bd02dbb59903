// SPDX-License-Identifier: Apache-2.0
// Asks the filter engine of Ghostery's blocker which addresses a list of filters blocks. Takes an array of addresses on
// standard input, gives an array of booleans.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [packages, list] = process.argv.slice(2)
const { FiltersEngine, Request } = createRequire(`${packages}/`)('@ghostery/adblocker')
const engine = FiltersEngine.parse(readFileSync(list, 'utf-8'))
const blocks = (url) => engine.match(Request.fromRawDetails({ url, type: 'script', sourceUrl: 'https://news.test/' })).match
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf-8')).map(blocks)))
