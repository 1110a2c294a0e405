from django.urls import path

from consultation.importing.admin.views.archive import ExportArchiveView
from consultation.importing.admin.views.index import StartView
from consultation.importing.admin.views.responses import (
    MappingView,
    UndoImportView,
    UploadResponsesView,
)
from consultation.importing.admin.views.sites import ChooseSiteView
from consultation.importing.admin.views.uploads import (
    AgreeView,
    RejectedView,
    RemoveView,
    ReportView,
    UploadView,
)

app_name = "importing"

urlpatterns = [
    path("", StartView.as_view(), name="index"),
    path("site/", ChooseSiteView.as_view(), name="site"),
    path("answers/", UploadResponsesView.as_view(), name="answers"),
    path("answers/<int:pk>/undo/", UndoImportView.as_view(), name="undo_import"),
    path("archive/", ExportArchiveView.as_view(), name="archive"),
    path("uploads/<uuid:key>/", UploadView.as_view(), name="upload"),
    path("uploads/<uuid:key>/columns/", MappingView.as_view(), name="columns"),
    path("uploads/<uuid:key>/agree/", AgreeView.as_view(), name="agree"),
    path("uploads/<uuid:key>/remove/", RemoveView.as_view(), name="remove"),
    path("uploads/<uuid:key>/report/", ReportView.as_view(), name="report"),
    path("uploads/<uuid:key>/rejected/", RejectedView.as_view(), name="rejected"),
]
