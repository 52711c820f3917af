"""Collects every scenario below features/."""

from pytest_bdd import scenarios

scenarios("..")
