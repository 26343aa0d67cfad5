"""What a source is told of events that were taken, and probably meant otherwise."""

from tests.integration.house import House

PHONE = "138 0013 8000"


async def test_what_was_probably_meant_otherwise_is_taken_and_told(shared_house: House) -> None:
    event = shared_house.event(PHONE, event_id="hinted", attribtues={"region": "shanghai"})
    response = await shared_house.call("POST", "/v1/captures/web-form", body=event)
    assert response.status_code == 202
    assert response.json() == {
        "accepted": 1,
        "event_ids": ["hinted"],
        "warnings": [
            {
                "at": "$.attribtues",
                "warning": "is no field of a capture, and was left out; did you mean `attributes`?",
            }
        ],
    }
    right = {"event_id": "s-1", "visitor_id": "v", "kind": "page_dwell", "value": 150}
    right |= {"tenant": shared_house.tenant}
    signals = [right, right | {"event_id": "s-2", "kind": "page_dwel"}]
    answer = (await shared_house.call("POST", "/v1/signals", body=signals)).json()
    assert [one["at"] for one in answer["warnings"]] == ["$[1].kind"]
    assert "did you mean `page_dwell`?" in answer["warnings"][0]["warning"]
    answer = (await shared_house.call("POST", "/v1/signals", body=right)).json()
    assert "warnings" not in answer
