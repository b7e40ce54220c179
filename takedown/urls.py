"""The public addresses: neutral words only. Staff live below /desk/."""

from __future__ import annotations

from django.urls import include, path

from cases.views import health, help, intake, status

urlpatterns = [
    path("", intake.start, name="start"),
    path("form", intake.form, name="form"),
    path("return", status.come_back, name="return"),
    path("progress", status.stands, name="progress"),
    path("leave", intake.leave, name="leave"),
    path("help", help.help_page, name="help"),
    path("healthz", health.healthz, name="healthz"),
    path("desk/", include("cases.urls_desk")),
]

handler400 = "cases.views.errors.bad_request"
handler403 = "cases.views.errors.forbidden"
handler404 = "cases.views.errors.not_found"
handler500 = "cases.views.errors.server_error"
