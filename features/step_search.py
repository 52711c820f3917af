"""Finds a step's definition among those that were collected once, instead of among all fixtures anew."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from _pytest.fixtures import FixtureDef, FixtureManager
from _pytest.nodes import Node
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.parser import Step
from pytest_bdd.steps import step_function_context_registry as known


@cache
def _definitions(fixtures: FixtureManager, node: Node) -> list[FixtureDef[object]]:
    every = (one for name in get_fixture_names(fixtures) for one in getfixturedefs(fixtures, name, node) or ())
    return [one for one in every if one.func in known]


def search(step: Step, fixturemanager: FixtureManager, node: Node) -> Iterator[FixtureDef[object]]:
    """The definitions that can read a step.

    All of ours come from plugins that the root's conftest names, so every scenario sees the same ones.
    pytest-bdd 9.0 asks for each step which of hundreds of fixtures its node sees: a third of a scenario's time.
    """
    for one in _definitions(fixturemanager, node.session):
        context = known[one.func]
        if context.type in (None, step.type) and context.parser.is_matching(step.name):
            yield one


# The package's own name `scenario` is the function.
vars(import_module("pytest_bdd.scenario"))["find_fixturedefs_for_step"] = search
