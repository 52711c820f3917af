"""The catalogue of events."""

import pytest
from jsonschema import Draft202012Validator, ValidationError

from domain.event_catalogue import CATALOGUE


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_example_is_what_its_schema_says(name: str) -> None:
    """A foreign validator takes the example, and not one with a field more or less."""
    schema, example = CATALOGUE[name].schema(), dict(CATALOGUE[name].example())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(example)
    strange = {**example, "data": {**example["data"], "phone": "+12015550123"}}

    for wrong in (strange, {**example, "type": "x.y"}, {key: example[key] for key in example if key != "subject"}):
        with pytest.raises(ValidationError):
            Draft202012Validator(schema).validate(wrong)
