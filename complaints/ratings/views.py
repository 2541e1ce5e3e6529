# SPDX-License-Identifier: Apache-2.0
"""Filing and following complaints, rating finished cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints.ratings.actions import rate as rate_case
from complaints.ratings.forms import RatingForm
from complaints.ratings.models import Rating
from licensing.cases.queries import own
from portal.kernel import clock
from portal.kernel.http.access import citizen_only, user_of


@citizen_only
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Rate one's finished case."""
    user = user_of(request)
    case = get_object_or_404(own(user), number=number)
    given = Rating.objects.filter(case=case).first()
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rate_case(case=case, by=user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("谢谢您的评价。"))
        return HttpResponseRedirect(reverse("complaints:rate", args=[number]))
    return render(
        request,
        "complaints/ratings/rate.html",
        {"case": case, "form": form, "rating": given},
        status=400 if form.errors else 200,
    )
