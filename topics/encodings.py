"""Which encoding bytes are in: UTF-8 as they should be, UTF-16 by its mark, or GBK, as Chinese
programs still write. Pure."""

from typing import Final

UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK: Final = b"\xef\xbb\xbf"


class UnknownEncoding(ValueError):
    """Text in no encoding that we know."""


def decode_text(raw: bytes) -> str:
    """The text, a byte order mark left out. Raises UnknownEncoding.

    GB18030 holds GBK and GB2312. What is UTF-8 is hardly ever anything else, so that it is first.
    """
    encoding = "utf-16" if raw.startswith(UTF16_MARKS) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16" or b"\0" in raw:
            raise UnknownEncoding("cut short or damaged UTF-16") from None
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        raise UnknownEncoding("neither UTF-8 nor GBK") from None
