// workload.qn in json-rules-engine, whose rules choose among events: the numbers of bands and rates
// are theirs, the arithmetic is done here.
// Usage: node leave_json_rules.mjs FOLDER ROWS. Prints a line as bench/peers/README.md has it.
import { importPackage, packageVersion } from './packages.mjs'
import { measure, people } from './people.mjs'

const [folder, rows] = [process.argv[2], Number(process.argv[3])]
const { Engine } = (await importPackage('json-rules-engine')).default
const LEAST = 34500

const is = (fact, value) => ({ fact, operator: 'equal', value })
const atLeast = (fact, value) => ({ fact, operator: 'greaterThanInclusive', value })
const above = (fact, value) => ({ fact, operator: 'greaterThan', value })
const atMost = (fact, value) => ({ fact, operator: 'lessThanInclusive', value })
const below = (fact, value) => ({ fact, operator: 'lessThan', value })
const any = (...conditions) => ({ any: conditions })
const all = (...conditions) => ({ all: conditions })
const parent = any(is('woman', true), is('single_parent', true))

const engine = new Engine([], { allowUndefinedFacts: true })
const rule = (conditions, params) => engine.addRule({ conditions, event: { type: 'found', params } })
rule(all(is('post', 'teacher')), { days: 9 })
rule(all(atLeast('seniority', 5), below('seniority', 10)), { days: 2 })
rule(all(atLeast('seniority', 10), below('seniority', 15)), { days: 4 })
rule(all(atLeast('seniority', 15)), { days: 6 })
rule(all(parent, any(atLeast('under_14', 3), is('disabled_child', true))), { days: 5 })
rule(all(parent, is('under_14', 2), is('disabled_child', false)), { days: 2 })
rule(all(is('post', 'war_veteran')), { least: 46 })
for (const [wage, part, base, rate, rateAbove] of
  [['cents', 'employee', 600, 3, 10], ['insured', 'employer', 4400, 22, 15]]) {
  rule(any(is('sector', 'state_or_oil'), atMost(wage, 20000)), { part, base: 0, over: 0, rate })
  rule(all(is('sector', 'private'), above(wage, 20000)), { part, base, over: 20000, rate: rateAbove })
}

const divide = (a, b) => Math.floor((a + b / 2) / b)

function answer(p, insured, events) {
  const wage = { employee: p.cents, employer: insured }
  const part = {}
  let days = 21, least = 0
  for (const { params } of events) {
    days += params.days ?? 0
    least = params.least ?? least
    if (params.part) {
      const amount = wage[params.part]
      part[params.part] = params.base + divide((amount - params.over) * params.rate, 100) +
        divide(amount * 5, 1000)
    }
  }
  return [Math.max(days, least), part.employee, part.employer, p.cents - part.employee]
}

const staff = people(folder, rows)
await measure(folder, 'json-rules-engine', packageVersion('json-rules-engine'), rows, async i => {
  const p = staff[i], insured = Math.max(p.cents, LEAST)
  const { events } = await engine.run({ ...p, insured,
    under_14: p.children.filter(c => c.age < 14).length,
    disabled_child: p.children.some(c => c.disabled && c.age < 16) })
  return answer(p, insured, events)
})
