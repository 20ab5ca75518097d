from django.urls import path

from heart.reports.views import board, board_list

urlpatterns = [
    path("board/", board, name="board"),
    path("board/follow-ups/", board_list, name="board-list"),
]
