from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cli.wrapping import breaks

PROSE = st.text(alphabet="abcXYZ 09-._,，。、；：（）《》“”省药品监督管理局", max_size=120)


def parts(text: str, width: int) -> list[str]:
    """The lines that the breaks make."""
    offsets = [0, *breaks(text, width), len(text)]
    return [text[start:end] for start, end in pairwise(offsets)]


class TestBreaks:
    @given(PROSE, st.integers(10, 60))
    def test_fits(self, text: str, width: int) -> None:
        """No line is wider than the width."""
        assert all(width >= cell_len(line.rstrip()) for line in parts(text, width))

    @given(PROSE, st.integers(10, 60))
    def test_loses_nothing(self, text: str, width: int) -> None:
        """The lines together are the text."""
        assert text == "".join(parts(text, width))

    def test_closing_mark_stays(self) -> None:
        """A closing mark does not begin a line."""
        assert ["省药品监", "督。"] == parts("省药品监督。", 10)

    def test_mark_after_chinese(self) -> None:
        """No more does an English mark that follows Chinese text or its quotation marks."""
        assert ["无菌环", "境; 限期"] == parts("无菌环境; 限期", 8)
        assert ["“stage” ", "to"] == parts("“stage” to", 8)
        assert ["the ", "“stage”; ", "to"] == parts("the “stage”; to", 10)

    def test_opening_mark_goes(self) -> None:
        """An opening mark does not end a line."""
        assert ["依据第九条", "《办法》"] == parts("依据第九条《办法》", 12)

    def test_word_stays_whole(self) -> None:
        """A number or a word is broken only where it is wider than a line."""
        assert ["案件编号", "FD-2025-SH-0001"] == parts("案件编号FD-2025-SH-0001", 16)
