"""Addresses below /desk/."""

from __future__ import annotations

from django.urls import path

from cases.views.desk import (
    actions,
    answers,
    arrive,
    case,
    cases,
    colleague,
    directory,
    fingerprints,
    notices,
    outbox,
    phone,
    reason,
    search,
    second,
    sign_in,
    team,
    today,
    written,
    you,
)

CASE = "cases/<slug:reference>"
LINK = f"{CASE}/links/<int:number>"
NOTICE = f"{CASE}/notices/<int:number>"

urlpatterns = [
    path("", today.today, name="desk_today"),
    path("sign-in", sign_in.sign_in, name="desk_sign_in"),
    path("sign-in/factor", arrive.factor, name="desk_factor"),
    path("sign-in/enrol", arrive.enrol, name="desk_enrol"),
    path("sign-in/codes", arrive.codes, name="desk_codes"),
    path("sign-in/again", arrive.again, name="desk_again"),
    path("sign-out", sign_in.sign_out, name="desk_sign_out"),
    path("link/<str:token>", sign_in.link, name="desk_link"),
    path("set-up/<str:token>", sign_in.set_up, name="desk_set_up"),
    path("search", search.search, name="desk_search"),
    path("phone", phone.phone, name="desk_phone"),
    path("cases", cases.cases, name="desk_cases"),
    path(CASE, case.case, name="desk_case"),
    path(f"{CASE}/reason", reason.reason, name="desk_reason"),
    path(f"{CASE}/report", case.reveal, name="desk_report"),
    path(f"{CASE}/written", written.written, name="desk_written"),
    path(f"{CASE}/second", second.second, name="desk_second"),
    path(f"{CASE}/readers", case.readers, name="desk_readers"),
    path(f"{CASE}/fingerprints", fingerprints.fingerprints, name="desk_fingerprints"),
    path(f"{CASE}/do/<slug:action>", actions.case_action, name="desk_case_action"),
    path(f"{CASE}/papers/<uuid:paper_id>", notices.paper, name="desk_paper"),
    path(LINK, case.look, name="desk_look"),
    path(f"{LINK}/describe", answers.describe, name="desk_describe"),
    path(f"{LINK}/<slug:action>", actions.location_action, name="desk_location_action"),
    path(NOTICE, notices.notice, name="desk_notice"),
    path(f"{NOTICE}/do/<slug:action>", answers.notice_action, name="desk_notice_action"),
    path(f"{NOTICE}/filed/<uuid:delivery_id>", answers.filed, name="desk_filed"),
    path("team", team.team, name="desk_team"),
    path("team/<int:user_id>", colleague.colleague, name="desk_colleague"),
    path("team/<int:user_id>/<slug:kind>/<int:line_id>/strike", colleague.strike, name="desk_strike"),
    path("absences/<int:absence_id>/end", colleague.back, name="desk_back"),
    path("you", you.you, name="desk_you"),
    path("you/rest", you.rest, name="desk_rest"),
    path("outbox", outbox.outbox, name="desk_outbox"),
    path("outbox/release/<slug:why>", outbox.release, name="desk_release"),
    path("outbox/<uuid:delivery_id>/<slug:action>", outbox.act, name="desk_delivery_action"),
    path("directory", directory.directory, name="desk_directory"),
    path("directory/channels/<int:channel_id>/verify", directory.verify, name="desk_verify_channel"),
    path("directory/<slug:slug>", directory.platform, name="desk_platform"),
]
