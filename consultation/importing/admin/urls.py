from django.urls import path

from consultation.importing.admin import views
from consultation.importing.models import Kind

app_name = "importing"

urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    *(
        path(f"{kind}/", views.CreateUploadView.as_view(kind=kind), name=kind)
        for kind in Kind.values
    ),
    path("responses/<int:pk>/undo/", views.UndoImportView.as_view(), name="undo_import"),
    path("archive/", views.ExportArchiveView.as_view(), name="archive"),
    path("uploads/<uuid:key>/", views.UploadView.as_view(), name="upload"),
    path("uploads/<uuid:key>/columns/", views.MappingView.as_view(), name="columns"),
    path("uploads/<uuid:key>/rejected/", views.RejectedView.as_view(), name="rejected"),
]
