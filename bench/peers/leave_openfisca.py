"""workload.qn as variables of OpenFisca, added to its country template: persons in households, an
adult each with the children. Money as it has money, in 32-bit floats, and as whole cents.

Usage: python leave_openfisca.py FOLDER ROWS. Prints lines as bench/peers/README.md has them.
"""
import sys
import time
from importlib.metadata import version

import numpy as np
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import Parameter
from openfisca_core.periods import MONTH
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.variables import Variable
from openfisca_country_template import CountryTaxBenefitSystem
from openfisca_country_template.entities import Household, Person

import people

REPETITIONS = 3
PERIOD = "2023-06"


class Post(Enum):
    general, teacher, hazardous, war_veteran = people.POSTS


class Sector(Enum):
    state_or_oil, private = people.SECTORS


def fact(name, kind, **more):
    return type(name, (Variable,), {"value_type": kind, "entity": Person,
                                    "definition_period": MONTH, **more})


def rule(name, kind, formula, entity=Person):
    def run(entities, period, parameters):
        return formula(entities, period, parameters)

    return type(name, (Variable,), {"value_type": kind, "entity": entity,
                                    "definition_period": MONTH, "formula": run})


def children_under_14(household, period, parameters):
    return household.sum(household.members("years", period) < 14, role=Household.CHILD)


def disabled_child(household, period, parameters):
    young = household.members("years", period) < 16
    return household.any(young & household.members("with_disability", period), role=Household.CHILD)


def leave(person, period, parameters):
    post, years = person("post", period), person("seniority", period)
    under_14 = person.household("children_under_14", period)
    disabled = person.household("disabled_child", period)
    parent = person("woman", period) | person("single_parent", period)
    days = np.where(post == Post.teacher, 30, 21)
    days = days + np.select([years >= 15, years >= 10, years >= 5], [6, 4, 2], 0)
    days = days + np.select([(under_14 >= 3) | disabled, under_14 == 2], [5, 2], 0) * parent
    return np.where(post == Post.war_veteran, np.maximum(days, 46), days)


class Money:
    """The rules about pay; `unit` is a manat, and `share` rounds a share of an amount."""

    def __init__(self, kind, unit, share):
        self.kind, self.unit, self.share = kind, unit, share

    def insurance(self, person, period, amount, rate, above):
        limit = 200 * self.unit
        whole = (person("sector", period) == Sector.state_or_oil) | (amount <= limit)
        return np.where(whole, self.share(amount, rate),
                        2 * self.unit * (rate // 10) + self.share(amount - limit, above))

    def insured(self, person, period, parameters):
        least = parameters(period).least_wage * self.unit
        return np.maximum(self.wide(person("gross", period)), least)

    def employee_part(self, person, period, parameters):
        gross = self.wide(person("gross", period))
        return self.insurance(person, period, gross, 30, 100) + self.share(gross, 5)

    def employer_part(self, person, period, parameters):
        wage = self.wide(person("insured", period))
        return self.insurance(person, period, wage, 220, 150) + self.share(wage, 5)

    def net(self, person, period, parameters):
        return person("gross", period) - person("employee_part", period)

    def wide(self, amount):
        return amount if self.kind is float else amount.astype(np.int64)

    def variables(self):
        names = ("insured", "employee_part", "employer_part", "net")
        return [fact("gross", self.kind), *(rule(name, self.kind, getattr(self, name)) for name in names)]


FLOATS = Money(float, 1, lambda amount, thousandths: np.round(amount * (thousandths / 1000), 2))
CENTS = Money(int, 100, lambda amount, thousandths: (amount * thousandths + 500) // 1000)


def law(money):
    """The country template with the workload's variables."""
    system = CountryTaxBenefitSystem()
    steps = {"2022-01-01": 300, "2023-01-01": 345, "2025-01-01": 400}
    system.parameters.add_child("least_wage", Parameter(
        "least_wage", {"values": {day: {"value": wage} for day, wage in steps.items()}}))
    for variable in (fact("years", int), fact("with_disability", bool), fact("seniority", int),
                     fact("woman", bool), fact("single_parent", bool),
                     fact("post", Enum, possible_values=Post, default_value=Post.general),
                     fact("sector", Enum, possible_values=Sector, default_value=Sector.private),
                     rule("children_under_14", int, children_under_14, Household),
                     rule("disabled_child", bool, disabled_child, Household),
                     rule("leave", int, leave), *money.variables()):
        system.add_variable(variable)
    return system


def simulation(system, p, gross):
    """The employees first, then all children."""
    children = len(p.parent)
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(p.rows + children))
    households = builder.declare_entity("household", np.arange(p.rows))
    builder.join_with_persons(households, np.concatenate([np.arange(p.rows), p.parent]),
                              np.repeat(["adult", "child"], [p.rows, children]))
    made = builder.build(system)

    def give(name, of_adults, of_children):
        made.set_input(name, PERIOD, np.concatenate([of_adults, of_children]))

    nothing = np.zeros(children, dtype=int)
    give("years", np.full(p.rows, 40), p.age)
    give("with_disability", np.zeros(p.rows, dtype=bool), p.disabled)
    give("seniority", p.seniority, nothing)
    give("woman", p.woman != 0, nothing != 0)
    give("single_parent", p.single_parent != 0, nothing != 0)
    give("post", np.array(people.POSTS)[p.post], np.array(people.POSTS)[nothing])
    give("sector", np.array(people.SECTORS)[p.sector], np.array(people.SECTORS)[nothing])
    give("gross", gross, nothing)
    return made


def measure(label, p, money, gross, to_cents):
    names = ("leave", "employee_part", "employer_part", "net")
    made = simulation(law(money), p, gross)
    times = []
    for _ in range(REPETITIONS):
        for name in (*names, "insured", "children_under_14", "disabled_child"):
            made.delete_arrays(name, PERIOD)
        begun = time.process_time_ns()
        found = [made.calculate(name, PERIOD) for name in names]
        times.append(time.process_time_ns() - begun)
    answers = [np.asarray(found[0])[:p.rows], *(to_cents(np.asarray(x)[:p.rows]) for x in found[1:])]
    people.report(label, f"core {version('OpenFisca-Core')}", p, times, answers)


population = people.Population(sys.argv[1], int(sys.argv[2]))
measure("OpenFisca, its money: floats", population, FLOATS, population.manats,
        lambda x: np.rint(x.astype(np.float64) * 100).astype(np.int64))
measure("OpenFisca, whole cents", population, CENTS, population.gross, lambda x: x)
