"""Fields of records on the API pages: an extension of mkdocstrings, named in mkdocs.yml.

What the fields mean is in columns.toml and texts.toml, where generators of such pages do not look.
"""

from typing import TYPE_CHECKING, Any

from ..files.optional import require
from ..model.columns import meanings
from ..text.markdown import own
from .texts import TEXTS

if TYPE_CHECKING:
    import griffe
else:
    griffe = require("griffe", "docs")


class Fields(griffe.Extension):
    """Adds a table to each class with fields: names, types, and what columns.toml says of them."""

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """Called for each class once its docstring and its members are known."""
        meant = {name: one.doc for name, one in meanings().get(cls.name, {}).items()}
        meant |= TEXTS["fields"].get(cls.name, {})
        fields = [
            griffe.DocstringAttribute(
                name,
                annotation=one.annotation,
                description=own(meant.get(name, "")),
            )
            for name, one in cls.attributes.items()
            if one.annotation and not name.startswith("_") and "property" not in one.labels
        ]
        if fields and cls.docstring:
            cls.docstring.parsed.append(griffe.DocstringSectionAttributes(fields, "Fields"))
