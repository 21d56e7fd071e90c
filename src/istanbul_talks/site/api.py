"""Fields of records on the API page: an extension of mkdocstrings, named in mkdocs.yml.

What the fields mean is in columns.toml, where generators of such pages do not look.
"""

from typing import Any

from griffe import Class, DocstringAttribute, DocstringSectionAttributes, Extension

from ..model.columns import meanings
from ..text.markdown import own


class Fields(Extension):
    """Adds a table to each class with fields: name, type, and the meaning if columns.toml has it."""

    def on_class(self, *, cls: Class, **_: Any) -> None:
        """Called for each class once its docstring and members are known."""
        cls.bases = [base for base in cls.bases if str(base) != "Record"]  # which is not public
        meant = meanings().get(cls.name, {})
        fields = [
            DocstringAttribute(
                name, annotation=one.annotation, description=own(meant[name].doc) if name in meant else ""
            )
            for name, one in cls.attributes.items()
            if one.annotation is not None and one.value is None and not one.has_docstring
            and not name.startswith("_") and not one.has_labels("property")
        ]
        if fields and cls.docstring:
            cls.docstring.parsed.append(DocstringSectionAttributes(fields, "Fields"))
