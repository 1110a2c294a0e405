from django.urls import path

from consultation.workflow.snapshots.views.answered import answered

app_name = "versions"

urlpatterns = [
    path("<int:pk>/page/", answered, name="answered"),
]
