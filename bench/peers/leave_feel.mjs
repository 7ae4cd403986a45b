// workload.qn in FEEL, the language of expressions of DMN, by the engine feelin.
// Usage: node leave_feel.mjs FOLDER ROWS. Prints a line as bench/peers/README.md has it.
import { importPackage, packageVersion } from './packages.mjs'
import { measure, people } from './people.mjs'

const [folder, rows] = [process.argv[2], Number(process.argv[3])]
const LEAST = 34500
const { evaluate } = await importPackage('feelin')

const LEAVE = '(if post = "teacher" then 30 else 21) + (if seniority >= 15 then 6 else ' +
  'if seniority >= 10 then 4 else if seniority >= 5 then 2 else 0) + ' +
  '(if not(woman) and not(single_parent) then 0 else if count(children[age < 14]) >= 3 or ' +
  '(some c in children satisfies c.disabled and c.age < 16) then 5 else ' +
  'if count(children[age < 14]) = 2 then 2 else 0)'
const insurance = (wage, rate, base, above) => `(if sector = "state_or_oil" or ${wage} <= 20000 ` +
  `then floor((${wage} * ${rate} + 50) / 100) else ` +
  `${base} + floor(((${wage} - 20000) * ${above} + 50) / 100)) + floor((${wage} * 5 + 500) / 1000)`
const ALL = `[${LEAVE}, ${insurance('cents', 3, 600, 10)}, ${insurance('insured', 22, 4400, 15)}]`

const staff = people(folder, rows)
await measure(folder, 'FEEL: feelin', packageVersion('feelin'), rows, i => {
  const p = staff[i]
  const found = evaluate(ALL, { ...p, insured: Math.max(p.cents, LEAST) })
  const [days, employee, employer] = found.value ?? found
  return [p.post === 'war_veteran' ? Math.max(days, 46) : days, employee, employer,
    p.cents - employee]
}, 1)
