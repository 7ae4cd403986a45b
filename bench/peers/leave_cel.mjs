// workload.qn as expressions of CEL, in two engines. What the language has no words for is done here:
// the floor of 46 days, the insured wage, the subtraction.
// Usage: node leave_cel.mjs FOLDER ROWS [ENGINE]. Prints lines as bench/peers/README.md has them.
import fs from 'node:fs'
import { importPackage, packageVersion } from './packages.mjs'
import { measure, people } from './people.mjs'

const [folder, rows, chosen] = [process.argv[2], Number(process.argv[3]), process.argv[4]]
const formulas = JSON.parse(fs.readFileSync(new URL('leave_cel.json', import.meta.url)))
const LEAST = 34500
const big = BigInt

const facts = p => ({ ...p, seniority: big(p.seniority), cents: big(p.cents),
  insured: big(Math.max(p.cents, LEAST)),
  children: p.children.map(c => ({ age: big(c.age), disabled: c.disabled })) })

const engines = {
  '@bufbuild/cel': async name => {
    const { celEnv, parse, plan } = await importPackage(name)
    return text => plan(celEnv(), parse(text))
  },
  '@marcbachmann/cel-js': async name => {
    const { parse } = await importPackage(name)
    return parse
  }
}

for (const [name, load] of Object.entries(engines)) {
  if (chosen && chosen !== name) continue
  const compile = await load(name)
  const [leave, employee, employer] =
    ['leave', 'employee_part', 'employer_part'].map(rule => compile(formulas[rule]))
  const staff = people(folder, rows)
  await measure(folder, `CEL: ${name}`, packageVersion(name), rows, i => {
    const p = staff[i], given = facts(p)
    const days = Number(leave(given)), part = Number(employee(given))
    return [p.post === 'war_veteran' ? Math.max(days, 46) : days, part, Number(employer(given)),
      p.cents - part]
  })
}
