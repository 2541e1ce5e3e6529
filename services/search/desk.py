# SPDX-License-Identifier: Apache-2.0
"""The editor's desk for words: what people looked for in vain, and what it means."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid, listed
from portal.kernel.http import codes
from portal.kernel.http.access import staff_only, user_of
from services.search import live
from services.search.models import SearchWord, ZeroHit
from services.search.words import change_word, dismiss_zero_hit, teach_word
from services.text import squeeze

#: Days that the list looks back, and how many questions it shows.
DAYS, SHOWN = 30, 100
PAGE_SIZE = 30
OFFERED = 6


def _page(
    request: HttpRequest, phrase: str, name: str, error: Invalid | None = None
) -> HttpResponse:
    since = clock.today() - timedelta(days=DAYS)
    zero_hits = (
        ZeroHit.objects.filter(day__gt=since, settled_at=None)
        .values("text")
        .annotate(total=Sum("count"), last=Max("day"))
        .order_by("-total", "text")[:SHOWN]
    )
    find = codes.code(request.GET, "find", most=40)
    own = SearchWord.objects.filter(is_shipped=False).order_by("-position")
    shipped = SearchWord.objects.filter(is_shipped=True) if find else SearchWord.objects.none()
    like = Q(say__icontains=find) | Q(mean__icontains=find)
    words = (own.filter(like) | shipped.filter(like)).order_by("-position") if find else own
    context = {
        "zero_hits": zero_hits,
        "days": DAYS,
        "phrase": phrase,
        "name": name,
        "offered": _offered(name) if error else [],
        "find": find,
        "page": Paginator(words, PAGE_SIZE).get_page(request.GET.get("page")),
        "problems": listed(error.problems if error else ()),
    }
    return render(request, "services/search/words.html", context, status=400 if error else 200)


def _offered(name: str) -> list[str]:
    """Names of the catalogue that may be meant."""
    hits = live.find(name, OFFERED) if name.strip() else []
    return [hit.document.name for hit in hits if hit.document.kind != "listed"]


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the zero hits of a month, the most asked first, and the editors' own words."""
    return _page(request, codes.code(request.GET, "phrase", most=40), "")


@staff_only(Role.EDITOR)
@require_POST
def teach(request: HttpRequest) -> HttpResponse:
    """Let a phrase mean an item; a name that is not exact is looked up and offered."""
    phrase, name = request.POST.get("phrase", ""), request.POST.get("name", "")
    try:
        teach_word(phrase=phrase, name=name, by=user_of(request), at=clock.now())
    except Invalid as error:
        return _page(request, phrase, name, error)
    hits = live.find(phrase, 1, wait=True)
    if hits:
        said = {"phrase": phrase, "first": hits[0].document.name}
        messages.success(request, _("已生效。现在查“%(phrase)s”，第一条是：%(first)s。") % said)
    else:
        told = _("已记下，但是查“%(phrase)s”还是没有结果，请换一个短一点的说法。")
        messages.warning(request, told % {"phrase": phrase})
    return HttpResponseRedirect(reverse("services:words"))


@staff_only(Role.EDITOR)
@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Take a question off the list."""
    text = squeeze(codes.code(request.POST, "text", most=40))
    dismiss_zero_hit(text=text, by=user_of(request), at=clock.now())
    return HttpResponseRedirect(reverse("services:words"))


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one entry of the lexicon; what was typed stays when it is wrong."""
    word = get_object_or_404(SearchWord, pk=pk)
    shown: dict[str, Any] = {
        "say": "\n".join(word.say),
        "mean": "\n".join(word.mean),
        "is_on": word.is_on,
    }
    problems = []
    if request.method == "POST":
        shown = {key: request.POST.get(key, "") for key in shown}
        try:
            change_word(
                word=word,
                say=shown["say"].splitlines(),
                mean=shown["mean"].splitlines(),
                is_on=bool(shown["is_on"]),
                by=user_of(request),
                at=clock.now(),
            )
        except Invalid as error:
            problems = listed(error.problems)
        else:
            messages.success(request, _("已保存，检索马上按新的词来。"))
            return HttpResponseRedirect(reverse("services:words"))
    context = {"word": word, **shown, "problems": problems}
    return render(request, "services/search/word.html", context, status=400 if problems else 200)
