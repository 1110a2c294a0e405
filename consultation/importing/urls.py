from django.urls import path

from consultation.importing.views.choosing import ChooseAnswersView, ChooseSiteView
from consultation.importing.views.columns import ColumnsView
from consultation.importing.views.exporting import ExportArchiveView
from consultation.importing.views.following import (
    AgreeView,
    RejectedView,
    RemoveView,
    ReportView,
    UploadView,
)
from consultation.importing.views.start import StartView

app_name = "importing"

urlpatterns = [
    path("", StartView.as_view(), name="index"),
    path("site/", ChooseSiteView.as_view(), name="site"),
    path("answers/", ChooseAnswersView.as_view(), name="answers"),
    path("archive/", ExportArchiveView.as_view(), name="archive"),
    path("uploads/<uuid:key>/", UploadView.as_view(), name="upload"),
    path("uploads/<uuid:key>/columns/", ColumnsView.as_view(), name="columns"),
    path("uploads/<uuid:key>/agree/", AgreeView.as_view(), name="agree"),
    path("uploads/<uuid:key>/remove/", RemoveView.as_view(), name="remove"),
    path("uploads/<uuid:key>/report/", ReportView.as_view(), name="report"),
    path("uploads/<uuid:key>/rejected/", RejectedView.as_view(), name="rejected"),
]
