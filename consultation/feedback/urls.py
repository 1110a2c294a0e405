from django.urls import path

from consultation.feedback import views

app_name = "respond"

urlpatterns = [
    path("<int:page_id>/", views.submit, name="submit"),
    path("preview/", views.preview, name="preview"),
    path("counted/", views.status_check, name="status_check"),
    path("receipt/<str:reference>/", views.receipt, name="receipt"),
]
