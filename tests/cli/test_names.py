from __future__ import annotations

from cli.case.names import articles
from domain.model import ProvisionId


class TestArticles:
    def test_once(self) -> None:
        """An article that stands twice in a basis is named once."""
        basis = (ProvisionId("n173/6"), ProvisionId("n173/1"), ProvisionId("n173/1"))

        assert "Notice No. 173 on segmented manufacture of biological products, Item 6, Item 1" == articles(
            basis, "en"
        )
