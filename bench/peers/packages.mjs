// Packages of the folder that bench/peers/setup has made, whose path PEERS_NODE names.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = name => path.join(process.env.PEERS_NODE, 'node_modules', name)

export const describePackage = name =>
  JSON.parse(fs.readFileSync(path.join(folder(name), 'package.json'), 'utf8'))

export const packageVersion = name => describePackage(name).version

// The file that a package is entered by, in any of the forms in which packages say it.
function entry(about) {
  const main = about.exports?.['.'] ?? about.exports
  const pick = way => typeof way === 'string' ? way : way && pick(way.import ?? way.node ?? way.default)
  return pick(main) ?? about.module ?? about.main ?? 'index.js'
}

export function importPackage(name) {
  const file = path.join(folder(name), entry(describePackage(name)))
  return import(pathToFileURL(file).href)
}
