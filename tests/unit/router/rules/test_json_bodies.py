"""What is no JSON is told what it is, and how to mend it."""

import gzip
import json
import zlib

import pytest

from hotlead.router.rules.json_bodies import encoded_twice, why_not_json

TEXT = json.dumps({"event_id": "1", "contact": {"name": "李雷"}}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b" \n", "is empty: send a JSON object"),
        (TEXT.encode("gbk"), "is not UTF-8 but GBK: encode the JSON as UTF-8"),
        (TEXT.encode("gb18030")[:-1], "is not UTF-8 (byte 40) and looks like GBK: encode"),
        (b'{"a": "\xff\xff"}', "is not UTF-8 (byte 8): encode the JSON as UTF-8"),
        (TEXT.encode("utf-16"), "is UTF-16: encode the JSON as UTF-8"),
        (TEXT.encode("utf-16-le"), "is UTF-16: encode the JSON as UTF-8"),
        (TEXT.encode("utf-16-be"), "is UTF-16: encode the JSON as UTF-8"),
        (TEXT.encode("utf-8-sig"), "begins with a byte order mark: leave out its three bytes"),
        (gzip.compress(TEXT.encode(), mtime=0), "is compressed (gzip): send the JSON as it is"),
        (zlib.compress(TEXT.encode()), "is compressed (deflate): send the JSON as it is"),
        (b"event_id=1&contact%5Bphone%5D=2", "is a form (name=value&"),
        (b"--x\r\nContent-Disposition: form-data", "is a multipart form: send JSON"),
        (b"<lead/>", "is XML or HTML: send JSON"),
        (b"{'event_id': '1'}", "has 'single quotes' where JSON has \"double\" ones"),
        (b'{"a": 1}\n{"a": 2}\n', "is one JSON text a line: put them into one array"),
        ('["\u2028"]\n{"a": 2}\n'.encode(), "is one JSON text a line: put them into one array"),
        (b'{"a": NaN}', "is not JSON: NaN is no number; leave the field out"),
        (b'{"a": 1,\n "b" 2}', "is not JSON (line 2 column 6): expecting '"),
        (b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_it_is_said_what_it_is(raw: bytes, said: str) -> None:
    assert why_not_json(raw).startswith(said)
    assert "李雷" not in why_not_json(raw)


def test_json_inside_a_text() -> None:
    assert encoded_twice(TEXT)
    assert encoded_twice(json.dumps(TEXT))
    assert not encoded_twice("{no JSON")
    assert not encoded_twice("text")
    assert not encoded_twice({"a": 1})
