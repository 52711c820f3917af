"""What the product exposes to Prometheus, asked of its own registry, and what a question in PromQL names."""

import re
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from adapters.prometheus.exposition import registry_of, text_of
from adapters.prometheus.tally import PrometheusTally
from application.ports.backlog import Backlog
from application.ports.tally import Counter
from domain.spend import SPANS

# Prometheus itself tells them of whatever it scrapes.
SCRAPED = {"job", "instance"}
NAME = re.compile(r"(?<![\w:\"])(auth1[_:][\w:]+|up)\b(?:\{(.*?)\})?")
LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")
GROUPING = re.compile(r"\b(?:by|on|without|group_left|group_right|ignoring)\s*\(([^)]*)\)")


def exposed() -> dict[str, set[str]]:
    """Every series that there can be, with the labels that it has: each thing is counted once."""
    tally = PrometheusTally(CollectorRegistry())
    for counter in Counter:
        tally.count(counter, provider="twilio", country="NO", outcome="timeout")
    tally.observe_queue(1)
    tally.observe_delivery(1)
    tally.observe_request(method="GET", route="/health", status=200, code="", seconds=1)
    tally.observe_dependency("redis", 1, answered=True)
    tally.use_connection(1, 20)
    tally.measure(Backlog(spent=dict.fromkeys(SPANS, 1)))
    text = text_of(registry_of(None, tally.registry, "0.1.0")).decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.name: set(sample.labels) | SCRAPED for sample in samples}


def named_in(promql: str) -> Iterator[tuple[str, set[str]]]:
    """The metrics that a question names, each with the labels that it chooses by."""
    for name, chosen in NAME.findall(promql):
        yield name, set(LABEL.findall(chosen))


def grouped_in(promql: str) -> set[str]:
    """The labels that a question adds up or joins by."""
    return {label.strip() for labels in GROUPING.findall(promql) for label in labels.split(",") if label.strip()}
