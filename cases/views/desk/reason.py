"""Why a supervisor opens a case that is another one's: chosen from a list, kept with each look."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.forms.desk import DeskForm
from cases.services.access_log import REASONS
from cases.views.desk.entrance import WHY, case_or_404, now, staff
from cases.views.desk.frame import page
from cases.views.desk.moves import name_of


class Reason(DeskForm):
    """One reason from the list: no free text stands in the record of looks."""

    reason = forms.ChoiceField(
        label="Why do you open it?",
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason. It stands in the record of who looked."},
    )


@staff
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, reference: str) -> HttpResponse:
    """Asked once for a case in one sign-in."""
    case = case_or_404(request, reference)
    path = reverse("desk_case", args=[case.reference])
    to = request.GET.get("to", "")
    form = Reason(request.POST) if request.method == "POST" else Reason()
    if form.is_bound and form.is_valid():
        given = request.session.get(WHY, {})
        request.session[WHY] = {**given, str(case.pk): form.cleaned_data["reason"]}
        return HttpResponseRedirect(to if to.startswith(path + "/") else path)
    context = {"title": case.reference, "section": "cases", "case": case, "form": form}
    context["owner"] = name_of(case.assignee)
    return page(request, "desk/reason.html", context, at=now(), status=422 if form.is_bound else 200)
