from django.urls import path

from consultation.importing.admin.views.index import ExportArchiveView, IndexView
from consultation.importing.admin.views.responses import MappingView, UndoImportView
from consultation.importing.admin.views.uploads import (
    ConfirmView,
    CreateUploadView,
    RejectedView,
    RemoveView,
    ReportView,
    UploadView,
)
from consultation.importing.models.upload import Kind

app_name = "importing"

urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    *(path(f"{kind}/", CreateUploadView.as_view(kind=kind), name=kind) for kind in Kind.values),
    path("responses/<int:pk>/undo/", UndoImportView.as_view(), name="undo_import"),
    path("archive/", ExportArchiveView.as_view(), name="archive"),
    path("uploads/<uuid:key>/", UploadView.as_view(), name="upload"),
    path("uploads/<uuid:key>/columns/", MappingView.as_view(), name="columns"),
    path("uploads/<uuid:key>/confirm/", ConfirmView.as_view(), name="confirm"),
    path("uploads/<uuid:key>/remove/", RemoveView.as_view(), name="remove"),
    path("uploads/<uuid:key>/report/", ReportView.as_view(), name="report"),
    path("uploads/<uuid:key>/rejected/", RejectedView.as_view(), name="rejected"),
]
