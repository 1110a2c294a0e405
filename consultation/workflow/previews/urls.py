from django.urls import path

from consultation.workflow.previews.views.showing import show

app_name = "preview"

urlpatterns = [
    # Any text: a link that was cut off when it was copied gets the same answer as one that ended.
    path("<str:key>/", show, name="show"),
]
