// workload.qn in ZEN: a graph of decision tables and expressions, as its editor draws them, and the
// expressions alone. The engine counts in decimals; money is rounded half up by floor.
// Usage: node leave_zen.mjs FOLDER ROWS [graph|expressions]. Prints lines as bench/peers/README.md has
// them.
import { importPackage, packageVersion } from './packages.mjs'
import { measure, people } from './people.mjs'

const [folder, rows, chosen] = [process.argv[2], Number(process.argv[3]), process.argv[4]]
const PACKAGE = '@gorules/zen-engine'
const LEAST = 345
const zen = (await importPackage(PACKAGE)).default

const UNDER_14 = 'len(filter(children, #.age < 14))'
const DISABLED = 'some(children, #.disabled and #.age < 16)'
const insurance = (wage, rate, base, above) => `(sector == 'state_or_oil' or ${wage} <= 200 ` +
  `? floor(${wage} * ${rate} + 0.5) / 100 : ${base} + floor((${wage} - 200) * ${above} + 0.5) / 100)`
const unemployment = wage => `floor(${wage} * 0.5 + 0.5) / 100`
const EMPLOYEE = `${insurance('gross', 3, 6, 10)} + ${unemployment('gross')}`
const EMPLOYER = `${insurance('insured', 22, 44, 15)} + ${unemployment('insured')}`

const node = (id, type, content) => ({ id, name: id, type, position: { x: 0, y: 0 }, content })

const expressions = (id, passThrough, pairs) => node(id, 'expressionNode', { passThrough,
  expressions: Object.entries(pairs).map(([key, value]) => ({ id: key, key, value })) })

// `table` has a row each: the cells of the fields, then the result.
const decisions = (id, fields, result, table) => node(id, 'decisionTableNode', { hitPolicy: 'first',
  passThrough: true, inputs: fields.map(field => ({ id: field, name: field, field })),
  outputs: [{ id: result, name: result, field: result }],
  rules: table.map((row, i) => Object.fromEntries([['_id', `${i}`],
    ...row.map((cell, k) => [fields[k] ?? result, cell])])) })

function graph() {
  const nodes = [
    node('request', 'inputNode'),
    expressions('count', true, { under_14: UNDER_14, disabled_child: DISABLED,
      parent: 'woman or single_parent', insured: 'max([gross, least])' }),
    decisions('base', ['post'], 'base', [["'teacher'", '30'], ['', '21']]),
    decisions('years', ['seniority'], 'more', [['[5..10)', '2'], ['[10..15)', '4'], ['>= 15', '6'],
      ['', '0']]),
    decisions('young', ['parent', 'under_14', 'disabled_child'], 'child', [['true', '>= 3', '', '5'],
      ['true', '', 'true', '5'], ['true', '2', '', '2'], ['', '', '', '0']]),
    expressions('pay', false, { days: 'base + more + child',
      leave: "post == 'war_veteran' ? max([$.days, 46]) : $.days",
      employee: EMPLOYEE, employer: EMPLOYER, net: 'gross - $.employee' }),
    node('response', 'outputNode')]
  const edges = nodes.slice(1).map((to, i) => ({ id: `edge${i}`, type: 'edge', sourceId: nodes[i].id,
    targetId: to.id }))
  return { nodes, edges }
}

const cents = amount => Math.round(amount * 100)

const ways = {
  graph(staff) {
    const decision = new zen.ZenEngine().createDecision(new zen.ZenDecisionContent(
      Buffer.from(JSON.stringify(graph()))))
    return async i => {
      const { result: r } = await decision.evaluate({ ...staff[i], least: LEAST })
      return [r.leave, cents(r.employee), cents(r.employer), cents(r.net)]
    }
  },
  expressions(staff) {
    const leave = "(post == 'teacher' ? 30 : 21) + " +
      '(seniority >= 15 ? 6 : seniority >= 10 ? 4 : seniority >= 5 ? 2 : 0) + ' +
      `(not (woman or single_parent) ? 0 : ${UNDER_14} >= 3 or ${DISABLED} ? 5 : ` +
      `${UNDER_14} == 2 ? 2 : 0)`
    const all = `[${leave}, ${EMPLOYEE}, ${EMPLOYER}]`
    return i => {
      const p = staff[i]
      const [days, employee, employer] =
        zen.evaluateExpressionSync(all, { ...p, insured: Math.max(p.gross, LEAST) })
      return [p.post === 'war_veteran' ? Math.max(days, 46) : days, cents(employee),
        cents(employer), p.cents - cents(employee)]
    }
  }
}

for (const [name, make] of Object.entries(ways))
  if (!chosen || chosen === name)
    await measure(folder, `ZEN, ${name}`, packageVersion(PACKAGE), rows, make(people(folder, rows)))
process.exit(0)
