// The employees of the reference workload, for programs in JavaScript, and how they are measured.
import fs from 'node:fs'

const LAST_REPETITIONS = 3

export const POSTS = ['general', 'teacher', 'hazardous', 'war_veteran']
export const SECTORS = ['state_or_oil', 'private']

function column(folder, name) {
  const bytes = fs.readFileSync(`${folder}/${name}`)
  return name.endsWith('.u8')
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

const FACTS = ['seniority.u8', 'post.u8', 'woman.u8', 'single_parent.u8', 'sector.u8', 'gross.i32',
  'first_child.i32', 'age.u8', 'disabled.u8']
const ANSWERS = ['leave.u8', 'employee_part.i32', 'employer_part.i32', 'net.i32']

function columns(folder, names) {
  return Object.fromEntries(names.map(name => [name.split('.')[0], column(folder, name)]))
}

export const readColumns = folder => columns(folder, FACTS)

// Employee i as an object, as a program would have it that reads JSON. `cents` is the wage as a whole
// number, `gross` in manats.
export function person(c, i) {
  const children = []
  for (let k = c.first_child[i]; k < c.first_child[i + 1]; k++)
    children.push({ age: c.age[k], disabled: c.disabled[k] === 1 })
  return { seniority: c.seniority[i], post: POSTS[c.post[i]], woman: c.woman[i] === 1,
    single_parent: c.single_parent[i] === 1, sector: SECTORS[c.sector[i]], cents: c.gross[i],
    gross: c.gross[i] / 100, children }
}

export function people(folder, rows) {
  const c = readColumns(folder)
  return Array.from({ length: rows }, (_, i) => person(c, i))
}

// The five sums, and how many employees have other answers than the rules say.
class Tally {
  constructor(expected) {
    this.sums = [0, 0, 0, 0, 0]
    this.wrong = 0
    this.expected = expected
  }

  add(i, [leave, employee, employer, net]) {
    const s = this.sums
    s[0] += leave
    s[1] += employee
    s[2] += employer
    s[3] += net
    s[4] += (leave + employee + 3 * employer + 7 * net) * (i % 97 + 1)
    if (this.expected && (this.expected.leave[i] !== leave ||
        this.expected.employee_part[i] !== employee ||
        this.expected.employer_part[i] !== employer || this.expected.net[i] !== net)) this.wrong++
  }
}

function print(label, version, rows, time, tally) {
  console.log([label, version, rows, Math.floor(time * 1e5 / rows), tally.sums.join(' '),
    tally.wrong].join('\t'))
}

const middle = times => times.sort((a, b) => a - b)[times.length >> 1]

// Microseconds of processor that something took; `run` may be asynchronous.
async function spent(run) {
  const begun = process.cpuUsage()
  await run()
  const took = process.cpuUsage(begun)
  return took.user + took.system
}

// `answers(i)` gives the four of employee i, days and cents, or a promise of them. The answers are
// compared once, apart from the measuring.
export async function measure(folder, label, version, rows, answers, repetitions = LAST_REPETITIONS) {
  const checked = new Tally(columns(folder, ANSWERS))
  for (let i = 0; i < rows; i++) checked.add(i, await answers(i))
  const times = []
  const later = answers(0) instanceof Promise
  for (let r = 0; r < repetitions; r++) {
    const tally = new Tally(null)
    times.push(await spent(later
      ? async () => { for (let i = 0; i < rows; i++) tally.add(i, await answers(i)) }
      : () => { for (let i = 0; i < rows; i++) tally.add(i, answers(i)) }))
  }
  print(label, version, rows, middle(times), checked)
}
