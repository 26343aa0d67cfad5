"""docs/policy.md lists every field of every model of a policy, with its default."""

import inspect
import re
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from hotlead.router.policy import document, labels, people
from hotlead.router.policy.files import check_document, parse_document
from hotlead.router.policy.lint import lint
from hotlead.router.policy.lint.warning import Known
from hotlead.router.policy.part import Part
from hotlead.topics.streams import CHANNELS
from tests.unit.test_docs import table, text, ticked

MODELS = {
    name: model
    for module in (document, people, labels)
    for name, model in inspect.getmembers(module, inspect.isclass)
    if issubclass(model, BaseModel) and model is not Part and not name.startswith("_")
}
HEADINGS = {name: name for name in MODELS} | {"Scoring": "Scoring model", "Pool": "A pool"}


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value:g}"


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_listed_with_its_default(name: str) -> None:
    rows = {ticked(row[0])[0]: row[1] for row in table("policy.md", HEADINGS[name])}
    fields = MODELS[name].model_fields
    assert rows.keys() == fields.keys()
    for field, default in rows.items():
        told = fields[field]
        assert (default == "needed") == told.is_required(), field
        if told.is_required():
            continue
        value = told.get_default(call_default_factory=True)
        plain = isinstance(value, str | int | float) and value != ""
        assert bool(ticked(default)) == plain, field
        if plain:
            assert ticked(default) == [shown(value)], field


def test_the_example_policy_is_whole_and_good() -> None:
    example = re.search(r"^```yaml\n(.*?)^```", text("policy.md"), re.MULTILINE | re.DOTALL)
    assert example is not None
    found, faults = check_document(parse_document(example[1]))
    assert faults == []
    assert found is not None
    assert lint(found, Known(CHANNELS, date(2026, 6, 1))) == []
    fields = {name for model in MODELS.values() for name in model.model_fields}
    assert {name for name in fields if not re.search(rf"\b{name}:", example[1])} == set()
