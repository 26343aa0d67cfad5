"""The sentences of README and docs that a walk knows: what they ask for, and what they promise.

A group names what is meant: the label of a button, a score, minutes.
"""

from typing import Final, Literal

Language = Literal["en", "zh"]

SENTENCES: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "open the phone": r"Open the (?:first )?link",
        "open the board": r"(?:Open )?[Tt]he other link",
        "tap": r"\*\*([^*]+)\*\*",
        "paste curl": r"[Pp]aste the `curl` line|[Tt]he same line, pasted again",
        "score": r"score of +(\d+(?:\.\d+)?)",
        "hot above": r"hot above (\d+)",
        "number": r"the number in full|number is shown in full",
        "rings again": r"after (\d+) minutes the phone rings again",
        "claimed": r"after (\d+) any idle rep may claim it",
        "rungs": r"the board shows each step",
        "interpreter": r"`([\w./]*python3?)`",
        "reassigned": r"after (\d+) the lead goes to another rep",
        "stop": r"Stop what runs with Ctrl-C",
    },
    "zh": {
        "open the phone": r"打开(?:第一个)?链接",
        "open the board": r"另一个链接",
        "tap": r"「([^」]+)」",
        "paste curl": r"粘贴那条 `curl`|再粘贴一次",
        "score": r"(\d+(?:\.\d+)?) 分(?=[。，：（])",
        "hot above": r"超过 (\d+) 分就是热线索",
        "number": r"完整号码",
        "rings again": r"(\d+) 分钟后手机再次响起",
        "claimed": r"(\d+) 分钟后任何空闲的销售都可以认领",
        "rungs": r"看板上看得到每一级",
        "interpreter": r"`([\w./]*python3?)`",
        "reassigned": r"(\d+) 分钟后改派给另一位销售",
        "stop": r"先按 Ctrl-C 停下正在跑的",
    },
}
