"""Fields of records on the API pages: an extension of mkdocstrings, named in mkdocs.yml.

What the fields mean is in columns.toml, where generators of such pages do not look.
"""

from typing import TYPE_CHECKING, Any

from ..files.optional import require
from ..model.columns import meanings
from ..text.markdown import own

if TYPE_CHECKING:
    import griffe
else:
    griffe = require("griffe", "docs")


class Fields(griffe.Extension):
    """Adds a table to each class with fields: names, types, and what columns.toml says of them."""

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """Called for each class once its docstring and its members are known."""
        meant = meanings().get(cls.name, {})
        fields = [
            griffe.DocstringAttribute(
                name,
                annotation=one.annotation,
                description=own(meant[name].doc) if name in meant else "",
            )
            for name, one in cls.attributes.items()
            if one.annotation and not name.startswith("_") and "property" not in one.labels
        ]
        if fields and cls.docstring:
            cls.docstring.parsed.append(griffe.DocstringSectionAttributes(fields, "Fields"))
