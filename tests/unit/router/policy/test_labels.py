"""What things are called: by the policy's labels, else by their names made readable."""

import pytest

from hotlead.router.policy.files import check_document
from hotlead.router.policy.labels import Labels, readable

LABELS = Labels.model_validate(
    {
        "attributes": {
            "area_m2": {
                "en": "Area (m²)",
                "zh": "面积（㎡）",
                "values": {"large": {"en": "Over 200", "zh": "200 以上"}},
            }
        },
        "signals": {"showroom_visit": {"en": "Visited the showroom", "zh": "到店看样"}},
        "pools": {"villas": {"en": "Villas", "zh": "别墅组"}},
        "rungs": {"reassign": {"en": "To a colleague", "zh": "转给同事"}},
    }
)


def test_what_has_a_label_is_called_by_it() -> None:
    assert LABELS.attribute("area_m2", "zh") == "面积（㎡）"
    assert LABELS.value("area_m2", "large", "en") == "Over 200"
    assert LABELS.signal("showroom_visit", "zh") == "到店看样"
    assert LABELS.pool("villas", "en") == "Villas"
    assert LABELS.rung("reassign", "zh") == "转给同事"


def test_what_has_none_is_readable() -> None:
    assert LABELS.attribute("garden_area", "zh") == "Garden area"
    assert LABELS.value("area_m2", "120", "zh") == "120"
    assert LABELS.value("style", "nordic", "en") == "Nordic"


@pytest.mark.parametrize("text", ["浦东", "Li & Sons", "3-4", "", "iPhone", "<b>"])
def test_what_people_wrote_stays(text: str) -> None:
    assert readable(text) == text


def test_a_label_needs_both_languages() -> None:
    _, faults = check_document(
        {"version": "v", "labels": {"attributes": {"area_m2": {"en": "Area"}}}}
    )
    assert [fault for fault in faults if "labels.attributes.area_m2.zh" in str(fault)]
