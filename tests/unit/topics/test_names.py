"""Names of any script, and what they may not hold: the same in the router and on the pages."""

import re
from typing import Final

import pytest
from pydantic import TypeAdapter, ValidationError

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.context import named
from hotlead.topics.names import NAME_MEND, NAME_PATTERN, Name
from tests.unit.test_docs import ROOT

NAMES: Final = TypeAdapter[str](Name)
PAGES: Final = (ROOT / "router/web/src/shared/names.ts").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["张三", "O'Brien", "wang.li-2", "Łukasz", "محمد", "さくら", "李" * 64]
)
def test_a_name_of_any_script(name: str) -> None:
    assert NAMES.validate_python(name) == name


@pytest.mark.parametrize(
    "name", ["王 伟", "a/b", "a\u3000b", "a|b", "a,b", "a:b", 'a"b', "a\\b", "{a}"]
)
def test_a_sign_that_no_name_holds_is_named(name: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        named(name, "rep")
    assert (refused.value.status, str(refused.value)) == (422, f"rep: {NAME_MEND}")


@pytest.mark.parametrize("name", ["", ".", "..", "a\u200bb", "李" * 65])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(ValidationError):
        NAMES.validate_python(name)


def test_a_name_is_the_same_however_its_accents_were_typed() -> None:
    assert NAMES.validate_python("Jose\u0301") == NAMES.validate_python("Jos\u00e9") == "Jos\u00e9"


def test_the_pages_have_the_same_pattern() -> None:
    found = re.search(r"const NAME = /\^(\[.+\])\{1,64\}\$/u;", PAGES)
    assert found is not None
    assert f"^{found[1].replace(chr(34), chr(92) + chr(34))}+$" == NAME_PATTERN
