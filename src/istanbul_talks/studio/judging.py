"""The answers of the pages on which somebody judges: adjudication and audit."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..errors import CorpusError, NotFoundError
from ..text.ids import ID
from .adjudication import Adjudications
from .auditing import Audits
from .workspace import Workspace, diff_of

Answer = Callable[[Any], Awaitable[Any]]
_DECISIONS = re.compile(rf"annotations/decisions/({ID.pattern})\.json")
_AUDIT = re.compile(rf"annotations/audits/({ID.pattern})\.json")
_CHANGED = "Another tab or program has changed this meanwhile"


class Judging:
    """Adjudications and audits over HTTP. `page`, `send` and `read`: the server's own."""

    def __init__(
        self,
        space: Workspace,
        page: Callable[..., Any],
        send: Callable[..., Any],
        read: Callable[[Any], Awaitable[Any]],
    ) -> None:
        self._space, self._page, self._send, self._read = space, page, send, read
        self._adjudications, self._audits = Adjudications(space), Audits(space)

    @property
    def table(self) -> list[tuple[str, str, Answer]]:
        """Address, method and answer."""
        return [
            ("/adjudicate/{id}", "GET", self.adjudicate),
            ("/api/decision/{path:path}", "GET", self.decisions),
            ("/api/decision/{path:path}", "PUT", self.decide),
            ("/api/decision/{path:path}", "POST", self.save_decisions),
            ("/api/decision/{path:path}", "DELETE", self.discard_decisions),
            ("/audit", "GET", self.audits),
            ("/audit/{name}", "GET", self.audit),
            ("/api/audit", "POST", self.draw),
            ("/api/verdict/{path:path}", "GET", self.verdicts),
            ("/api/verdict/{path:path}", "PUT", self.judge),
            ("/api/verdict/{path:path}", "POST", self.save_verdicts),
        ]

    async def adjudicate(self, request: Any) -> Any:
        """The page of an adjudication; without an adjudicator, who it may be."""
        id, by = _id(request.path_params["id"]), request.query_params.get("by")
        opened = self._adjudications.opened(id, by)
        if opened is None:
            return self._page("adjudicators", id=id, people=self._adjudications.adjudicators(id))
        return self._page("adjudicate", id=id, view=self._adjudications.view(opened))

    def _opened(self, request: Any, by: str | None) -> Any:
        opened = self._adjudications.opened(_named(_DECISIONS, request), by)
        if opened is None:
            raise CorpusError("say who decides: by")
        return opened

    async def decisions(self, request: Any) -> Any:
        """An adjudication."""
        opened = self._opened(request, request.query_params.get("by"))
        return self._send(self._adjudications.view(opened))

    async def decide(self, request: Any) -> Any:
        """Keep the choices so far."""
        asked = _fitting(await self._read(request), by=str, version=str, choices=list)
        now = self._opened(request, asked["by"])
        if now.version != asked["version"]:
            return self._send({"error": _CHANGED, "view": self._adjudications.view(now)}, 412)
        return self._send(self._adjudications.view(self._adjudications.put(now, asked["choices"])))

    async def save_decisions(self, request: Any) -> Any:
        """Show what saving would change, or save: reference and decisions together."""
        asked = _fitting(await self._read(request), by=str, version=str, confirm=bool)
        now, work = self._opened(request, asked["by"]), self._adjudications
        if now.version != asked["version"]:
            return self._send({"error": _CHANGED, "view": work.view(now)}, 412)
        changed = work.changes(now)
        answer = {"diff": diff_of(changed), "files": list(changed), "saved": asked["confirm"]}
        if asked["confirm"]:
            work.save(now)
            answer["view"] = work.view(self._opened(request, asked["by"]))
        return self._send(answer)

    async def discard_decisions(self, request: Any) -> Any:
        """Throw the choices away."""
        self._adjudications.discard(_named(_DECISIONS, request))
        return self._send({})

    async def audits(self, request: Any) -> Any:
        """The list of audits, and a form to draw one."""
        known, seed = list(self._audits.all()), int(self._space.today().strftime("%Y%m%d"))
        return self._page("audits", audits=known, people=self._audits.auditors(), seed=seed)

    async def audit(self, request: Any) -> Any:
        """The page of an audit."""
        opened = self._audits.opened(_id(request.path_params["name"]))
        return self._page("audit", view=self._audits.view(opened))

    async def draw(self, request: Any) -> Any:
        """Draw the items of a new audit."""
        asked = _fitting(await self._read(request), by=str, seed=int, sample=int)
        return self._send({"name": self._audits.draw(asked["by"], asked["seed"], asked["sample"])})

    async def verdicts(self, request: Any) -> Any:
        """An audit."""
        return self._send(self._audits.view(self._audits.opened(_named(_AUDIT, request))))

    async def judge(self, request: Any) -> Any:
        """Keep the verdicts so far."""
        asked = _fitting(await self._read(request), version=str, given=dict)
        now = self._audits.opened(_named(_AUDIT, request))
        if now.version != asked["version"]:
            return self._send({"error": _CHANGED, "view": self._audits.view(now)}, 412)
        return self._send({"version": self._audits.put(now, asked["given"]).version})

    async def save_verdicts(self, request: Any) -> Any:
        """Show what saving would change, or save."""
        asked = _fitting(await self._read(request), version=str, confirm=bool)
        now = self._audits.opened(_named(_AUDIT, request))
        if now.version != asked["version"]:
            return self._send({"error": _CHANGED, "view": self._audits.view(now)}, 412)
        changed = self._audits.changes(now)
        answer = {"diff": diff_of(changed), "files": list(changed), "saved": asked["confirm"]}
        if asked["confirm"]:
            self._audits.save(now)
            answer["view"] = self._audits.view(self._audits.opened(_named(_AUDIT, request)))
        return self._send(answer)


def _id(text: str) -> str:
    """An id in an address. NotFoundError for anything else."""
    if not ID.fullmatch(text):
        raise NotFoundError("there is nothing at this address")
    return text


def _named(pattern: re.Pattern[str], request: Any) -> str:
    """The id in the path of a file."""
    found = pattern.fullmatch(request.path_params["path"])
    if found is None:
        raise NotFoundError("there is nothing at this address")
    return found[1]


def _fitting(value: Any, **forms: type) -> Mapping[str, Any]:
    """A body with these keys and types of values. CorpusError for another."""
    if not isinstance(value, dict) or value.keys() != forms.keys():
        raise CorpusError(f"send {', '.join(forms)}")
    for key, form in forms.items():
        if type(value[key]) is not form:
            raise CorpusError(f"{key} has the wrong type")
    return value
