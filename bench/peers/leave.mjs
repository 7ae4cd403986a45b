// workload.qn in JavaScript: over columns of integers, and over objects as JSON gives them.
// Usage: node leave.mjs FOLDER ROWS. Prints lines as bench/peers/README.md has them.
import { measure, people, readColumns } from './people.mjs'

const [folder, rows] = [process.argv[2], Number(process.argv[3])]
const TEACHER = 1, WAR_VETERAN = 3, PRIVATE = 1
const ON = 20230601
const MINIMUM_WAGES = [[20220101, 30000], [20230101, 34500], [20250101, 40000]]

function minimumWage(date) {
  let wage = 0
  for (const [from, step] of MINIMUM_WAGES) if (date >= from) wage = step
  return wage
}

// a / b, half up
const divide = (a, b) => Math.floor((a + b / 2) / b)

const seniorityDays = years => years >= 15 ? 6 : years >= 10 ? 4 : years >= 5 ? 2 : 0

const insurance = (limited, wage, rate, above) => limited && wage > 20000
  ? 200 * rate + divide((wage - 20000) * above, 100) : divide(wage * rate, 100)

function pay(limited, wage, least) {
  const insured = Math.max(wage, least)
  const employee = insurance(limited, wage, 3, 10) + divide(wage * 5, 1000)
  return [employee, insurance(limited, insured, 22, 15) + divide(insured * 5, 1000), wage - employee]
}

function overColumns(c) {
  const childDays = i => {
    if (!c.woman[i] && !c.single_parent[i]) return 0
    let under14 = 0, disabled = false
    for (let k = c.first_child[i]; k < c.first_child[i + 1]; k++) {
      if (c.age[k] < 14) under14++
      if (c.disabled[k] && c.age[k] < 16) disabled = true
    }
    return under14 >= 3 || disabled ? 5 : under14 === 2 ? 2 : 0
  }
  return i => {
    let days = (c.post[i] === TEACHER ? 30 : 21) + seniorityDays(c.seniority[i]) + childDays(i)
    if (c.post[i] === WAR_VETERAN && days < 46) days = 46
    const [employee, employer, net] = pay(c.sector[i] === PRIVATE, c.gross[i], minimumWage(ON))
    return [days, employee, employer, net]
  }
}

function overObjects(staff) {
  const childDays = p => {
    if (!p.woman && !p.single_parent) return 0
    const under14 = p.children.filter(c => c.age < 14).length
    const disabled = p.children.some(c => c.disabled && c.age < 16)
    return under14 >= 3 || disabled ? 5 : under14 === 2 ? 2 : 0
  }
  return i => {
    const p = staff[i]
    let days = (p.post === 'teacher' ? 30 : 21) + seniorityDays(p.seniority) + childDays(p)
    if (p.post === 'war_veteran' && days < 46) days = 46
    const [employee, employer, net] = pay(p.sector === 'private', p.cents, minimumWage(ON))
    return [days, employee, employer, net]
  }
}

const version = `node ${process.versions.node}`
await measure(folder, 'JavaScript, columns', version, rows, overColumns(readColumns(folder)), 5)
await measure(folder, 'JavaScript, objects', version, rows, overObjects(people(folder, rows)), 5)
