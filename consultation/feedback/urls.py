from django.urls import path

from consultation.feedback import views
from consultation.feedback.counted import counted

app_name = "respond"

urlpatterns = [
    path("<int:page_id>/", views.submit, name="submit"),
    path("preview/", views.preview, name="preview"),
    path("counted/", counted, name="counted"),
    path("receipt/<str:reference>/", views.receipt, name="receipt"),
]
