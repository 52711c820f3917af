"""Why did the code not arrive?  What a tenant's support person finds."""

from pytest_bdd import parsers, step, then

from features.hands.story import Story


@step(parsers.parse("{tenant:w} looks into the request"))
def looks_into(story: Story, tenant: str) -> None:
    """The code that was asked for last; found or not."""
    story.explain(tenant)


@then(parsers.parse('the request is "{status:w}"'))
def request_is(story: Story, status: str) -> None:
    """How the code stands now."""
    assert status == story.explain()["status"]


@then(parsers.parse('the request shows the address "{address}"'))
def address_is(story: Story, address: str) -> None:
    """As much of it as a support person needs to be sure."""
    assert address == story.explain()["address"]


@then(parsers.parse('the message is "{status:w}"'))
def message_is(story: Story, status: str) -> None:
    """Where the newest message of the code stands."""
    assert status == story.explain()["messages"][-1]["status"]


@then("the timeline tells:")
def timeline_tells(story: Story, datatable: list[list[str]]) -> None:
    """Everything that happened, oldest first: what, and by which provider."""
    told = [[entry["what"].replace("_", " "), entry.get("provider") or ""] for entry in story.explain()["timeline"]]

    assert datatable == told


@then(parsers.parse('the timeline says "{sentence}"'))
def timeline_says(story: Story, sentence: str) -> None:
    """Once, in these words."""
    assert [sentence] == [entry["text"] for entry in story.explain()["timeline"] if sentence == entry["text"]]


@then(parsers.parse('the timeline tells "{what}" once'))
def timeline_tells_once(story: Story, what: str) -> None:
    """One entry of this kind."""
    assert [what] == [entry["what"] for entry in story.explain()["timeline"] if what == entry["what"]]


@then("neither the code nor the number is told")
def no_secret_is_told(story: Story) -> None:
    """Nowhere in the answer."""
    told = str(story.explain())

    assert [] == [word for word in (story.code("Ada"), story.people["Ada"].address) if word in told]
