// workload.qn in Publicodes. The language has no lists: the children are counted here.
// Usage: node leave_publicodes.mjs FOLDER ROWS. Prints a line as bench/peers/README.md has it.
import { importPackage, packageVersion } from './packages.mjs'
import { measure, people } from './people.mjs'

const [folder, rows] = [process.argv[2], Number(process.argv[3])]
const { default: Engine } = await importPackage('publicodes')

const cents = formula => ({ ...formula, arrondi: '2 décimales' })
const insurance = (amount, rate, above) => ({ variations: [
  { si: "sector = 'state_or_oil'", alors: cents({ valeur: `${amount} * ${rate}` }) },
  { sinon: cents({ 'barème': { assiette: amount,
    tranches: [{ taux: rate, plafond: 200 }, { taux: above }] } }) }] })

const RULES = {
  seniority: { valeur: 0 }, post: { valeur: "'general'" }, woman: { valeur: 'non' },
  'single parent': { valeur: 'non' }, sector: { valeur: "'private'" }, gross: { valeur: 0 },
  'under 14': { valeur: 0 }, 'disabled child': { valeur: 'non' }, 'least wage': { valeur: 345 },
  base: { variations: [{ si: "post = 'teacher'", alors: 30 }, { sinon: 21 }] },
  more: { grille: { assiette: 'seniority', tranches: [{ montant: 0, plafond: 5 },
    { montant: 2, plafond: 10 }, { montant: 4, plafond: 15 }, { montant: 6 }] } },
  parent: { 'une de ces conditions': ['woman', 'single parent'] },
  young: { variations: [
    { si: { 'une de ces conditions': ['under 14 >= 3', 'disabled child'] }, alors: 5 },
    { si: 'under 14 = 2', alors: 2 }, { sinon: 0 }] },
  child: { variations: [{ si: 'parent', alors: 'young' }, { sinon: 0 }] },
  leave: { valeur: 'base + more + child',
    plancher: { variations: [{ si: "post = 'war_veteran'", alors: 46 }, { sinon: 0 }] } },
  'employee insurance': insurance('gross', '3%', '10%'),
  'employee unemployment': cents({ valeur: 'gross * 0.5%' }),
  'employee part': { valeur: 'employee insurance + employee unemployment' },
  insured: { valeur: 'gross', plancher: 'least wage' },
  'employer insurance': insurance('insured', '22%', '15%'),
  'employer unemployment': cents({ valeur: 'insured * 0.5%' }),
  'employer part': { valeur: 'employer insurance + employer unemployment' },
  net: { valeur: 'gross - employee part' }
}

const yes = condition => condition ? 'oui' : 'non'
const situation = p => ({ seniority: p.seniority, post: `'${p.post}'`, woman: yes(p.woman),
  'single parent': yes(p.single_parent), sector: `'${p.sector}'`, gross: p.gross,
  'under 14': p.children.filter(c => c.age < 14).length,
  'disabled child': yes(p.children.some(c => c.disabled && c.age < 16)) })

const silent = { log() {}, warn() {}, error() {} }
const engine = new Engine(RULES, { logger: silent })
const number = rule => engine.evaluate(rule).nodeValue
const staff = people(folder, rows)

await measure(folder, 'Publicodes', packageVersion('publicodes'), rows, i => {
  engine.setSituation(situation(staff[i]))
  return [number('leave'), ...['employee part', 'employer part', 'net'].map(rule =>
    Math.round(number(rule) * 100))]
}, 1)
