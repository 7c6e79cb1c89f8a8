"""The paths of the site."""

from django.urls import path

from dashboards import views

urlpatterns = [
    path("send/<str:alias>/<str:group>/", views.send),
    path("school/<str:alias>/<int:school_id>/", views.school),
    path("flush/<str:alias>/", views.flush),
]
